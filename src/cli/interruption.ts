/** Interruptions, by Ctrl+C or a supervisor: long commands come to an orderly end. */

/** Calls `end` once the program is interrupted. Returns a function that takes that back. */
export type Interruption = (end: () => void) => () => void;

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Interruption by a signal. A second signal ends the program at once, as usual. */
export const bySignal: Interruption = (end) => {
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
};
