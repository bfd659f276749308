/** Values that fast-check, and whoever asks for a text, print as lines that a person can read. */
import fc from 'fast-check';

/** The value, frozen, which from now on prints as this text; the way it prints is not among its keys. */
export function printing<Value extends object>(value: Value, text: string): Value {
  const print = { value: () => text, enumerable: false };
  return Object.freeze(
    Object.defineProperties(value, { toString: print, [fc.toStringMethod]: print }),
  );
}

/** Lines as fast-check prints them: below each other, below what stands before them. */
export function block(lines: readonly string[]): string {
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
