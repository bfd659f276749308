/** One readable line for each thing that happens, from the structured logs. */

const words = {
  accepted: ({ action }) => `${action} accepted`,
  refused: ({ action, rule }) => `${action} refused, by the rule ${rule}`,
  task: ({ task, generation, fence }) => `${task} (generation ${generation}, fence ${fence})`,
  takenOver: ({ task, from }) => `${task} taken over from ${from}`,
  started: ({ pid, checkpoint }) => `process ${pid} runs, from checkpoint ${checkpoint}`,
  adopted: ({ pid }) => `process ${pid} was there already, and is adopted`,
  found: ({ pid }) => `process ${pid} found again`,
  killed: ({ pid }) => `process ${pid} killed`,
  crashed: ({ pid }) => `process ${pid} has ended by itself: reported as failed`,
  reported: ({ observation }) => `reports: ${observation}`,
  aborted: ({ step, cause }) => `${step} called off (${cause})`,
  lost: ({ fence }) => `claim lost (fence ${fence})`,
  retried: ({ step, error }) => `${step} is tried again${error ? `: ${error}` : ''}`,
  failed: ({ code, error }) => `failed: ${code ?? error}`,
  storeFailed: ({ error }) => `store: ${error}`,
  exit: ({ by }) => `has ended (${by})`,
  ended: () => 'has ended',
};

/** Prints an entry. Without a table of its own, a message is shown as it is. */
export function printEntry(entry, print = console.log) {
  const { time = new Date().toISOString(), process: name, pipeline = '', message } = entry;
  const text = words[message]?.(entry) ?? message;
  print(`${time.slice(11, 19)} ${name.padEnd(9)} ${pipeline.padEnd(10)} ${text}`);
}
