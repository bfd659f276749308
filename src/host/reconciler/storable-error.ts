/**
 * Errors that any store can keep, in place of one that a store rejects.
 *
 * The error of a failed deployment is the one thing that comes from outside as it is, and not every
 * text can be kept everywhere: PostgreSQL refuses NUL in `jsonb`, older encodings refuse emoji, and
 * rows have a limit.
 */
import type { ErrorResponse, Observation } from '../../lifecycle';

const messageLengthMax = 1_000;

/**
 * Returns the observations to report in place of this one, best first: its error with a shorter
 * message and without details; none if it has no error. Pure.
 */
export function storableInstead(observation: Observation): readonly Observation[] {
  if (observation.type !== 'failed') return [];
  const { message, error_code } = observation.error;
  const short = shortText(message);
  const printable = short.replace(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, '\uFFFD');
  return [printable, printable.replace(/[^\n\t -~]/gu, '?')].map((text) => {
    const error: ErrorResponse = {
      message: text,
      error_code: /^[\w.-]{1,100}$/.test(error_code) ? error_code : 'DeploymentFailed',
      details: { reported: 'could not be stored' },
    };
    return { ...observation, error };
  });
}

function shortText(text: string): string {
  return text.length <= messageLengthMax ? text : `${text.slice(0, messageLengthMax)}…`;
}
