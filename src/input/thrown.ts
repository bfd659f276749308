/**
 * Reading a thrown value, which may be anything: null, a symbol, an object whose getters throw, a
 * Proxy whose every trap throws. A look at such a value must not throw in turn, because it would
 * hide what went wrong, and end a process that wanted to report it. Nothing here ever throws.
 */

/** Returns true if the value is an instance of this class. */
export function isInstanceOf<Type>(
  value: unknown,
  type: abstract new (...parameters: never[]) => Type,
): value is Type {
  return tried(() => value instanceof type, false);
}

/** Returns a field of any value; undefined if it has none, or does not let it be read. */
export function fieldOf(value: unknown, name: string): unknown {
  return tried(() => Object(value)[name], undefined);
}

/** The facts about a thrown value, as texts. */
export interface ThrownText {
  /** The name of an error; empty if something else was thrown. */
  readonly name: string;
  /** The message of an error, or the value itself. */
  readonly message: string;
  /** The name, if there is one, and the message. */
  readonly text: string;
}

/** Returns what a thrown value says. */
export function readThrown(thrown: unknown): ThrownText {
  if (!isInstanceOf(thrown, Error)) {
    const text = textFrom(() => thrown) ?? 'a value that cannot be shown';
    return { name: '', message: text, text };
  }
  const name = textFrom(() => thrown.name);
  const message = textFrom(() => thrown.message);
  if (name === undefined || message === undefined) {
    const text = 'an error that cannot be shown';
    return { name: name ?? 'Error', message: message ?? text, text };
  }
  return { name, message, text: `${name}: ${message}` };
}

/** Calls `tell` with the reason if this value is a promise, of any kind, that is rejected. */
export function whenRejected(value: unknown, tell: (reason: unknown) => void): void {
  if (Object(value) !== value) return;
  new Promise((resolve) => resolve(value)).catch(tell);
}

function textFrom(read: () => unknown): string | undefined {
  // `String` also takes a symbol, which a template does not.
  return tried(() => String(read()), undefined);
}

function tried<Value>(look: () => Value, otherwise: Value): Value {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
