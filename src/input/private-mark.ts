/**
 * Marks on objects that the library has made and frozen. A mark says what is known about the
 * object, so that nobody has to find it out again. Nobody else can see a mark, set it or copy it: a
 * copy has none, and is checked as any other object.
 *
 * A WeakSet would do the same, but to add to it takes longer than to make the object.
 */

/** The base of marks: a subclass adds its private field to an object that is already there. */
export class PrivateMark {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the object is what gets the field
    return object;
  }
}
