/** Values that print as lines a person can read, in fast-check and elsewhere. */
import fc from 'fast-check';

/** Freezes the value and makes it print as this text, without adding enumerable keys. */
export function printing<Value extends object>(value: Value, text: string): Value {
  const print = { value: () => text, enumerable: false };
  return Object.freeze(
    Object.defineProperties(value, { toString: print, [fc.toStringMethod]: print }),
  );
}

/** Lines below each other, as fast-check prints them below its own text. */
export function block(lines: readonly string[]): string {
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
