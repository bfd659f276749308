/** Structured logs: one JSON object a line, on standard error. */

/** Makes a log whose every line has these fields. */
export function createLog(fields) {
  return (level, message, more = {}) => {
    const { error, ...rest } = more;
    const time = new Date().toISOString();
    const told = error === undefined ? {} : { error: wordsOf(error) };
    process.stderr.write(
      `${JSON.stringify({ time, level, ...fields, message, ...rest, ...told })}\n`,
    );
  };
}

/** The words of an error, with those of its causes. */
function wordsOf(error) {
  const { name = 'Error', message = String(error), cause } = Object(error);
  return cause instanceof Error ? `${name}: ${message} (${wordsOf(cause)})` : `${name}: ${message}`;
}
