/** Ctrl+C, and what supervisors send: commands that take their time come to an orderly end. */

/** Calls `end` once the program is to end; what it returns takes that back. */
export type Interruption = (end: () => void) => () => void;

const signals = ['SIGINT', 'SIGTERM'] as const;

/** A second one ends the program at once, as usual. */
export const bySignal: Interruption = (end) => {
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
};
