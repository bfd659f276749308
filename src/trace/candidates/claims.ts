/** Claims: lines of the same claim leave the same candidates. */
import { answersAs, machineAnswer } from '../../dialect';
import { type Deployment, decide, reachableDeployments } from '../../lifecycle';
import type { Call, Reading } from '../history';

/** The content of a line: all that it says about the deployment. */
export interface LineClaim {
  /** Tells claims apart. */
  readonly text: string;
  /** True if the line may be the one that shows the error of a failure. */
  readonly mayShowError: boolean;
}

/** Returns the claim of a line: the same object for most lines that say the same. */
export function claimOf(entry: Call | Reading): LineClaim {
  return entry.kind === 'seen' ? claimOfReading(entry) : claimOfCall(entry);
}

function claimOfReading({ statuses, desiredStatuses, error, words }: Reading): LineClaim {
  const known = knownClaim(statuses, desiredStatuses, error);
  if (known !== undefined && words === undefined) return known;
  const mayShowError = error === true;
  const text = `${statuses} ${desiredStatuses} ${error}`;
  if (words === undefined) return kept(statuses, desiredStatuses, error, { text, mayShowError });
  return { text: `${text}${words.map(({ word }) => ` ${word}`)}`, mayShowError };
}

function claimOfCall(call: Call): LineClaim {
  const { action, request, answer, errorCode } = call;
  const known = knownClaim(action, answer, errorCode);
  if (known !== undefined) return known;
  // There must be few claims, but any number of codes may come from outside the lifecycle.
  const text = isOutcomeUnknown(call)
    ? `${request} ${answer}`
    : `${request} ${answer} ${errorCode}`;
  return kept(action, answer, errorCode, { text, mayShowError: canShowError(call) });
}

/** True if the call may have taken effect or not. */
export function isOutcomeUnknown({ answer }: Call): boolean {
  return answer === 500 || answer === null;
}

/** True for an answer that shows in some deployment that an error is set. */
function canShowError(call: Call): boolean {
  const { action, answer } = call;
  if (answer === null || answer < 400) return false;
  const failed = reachableDeployments().filter(({ error }) => error !== null);
  const answersSo = (each: Deployment) => answersAs(machineAnswer(decide(each, action)), call);
  return failed.some((each) => answersSo(each) && !answersSo({ ...each, error: null }));
}

/** A claim, and the second and third thing that its line says. */
interface KnownClaim {
  readonly second: unknown;
  readonly third: unknown;
  readonly claim: LineClaim;
}

/** By the first thing that a line says: its action, or the statuses that its word stands for. */
const claims = new WeakMap<object, KnownClaim[]>();
/** Histories may hold any code and any list of statuses; these must not fill the memory. */
const claimsMax = 50;

function knownClaim(first: object, second: unknown, third: unknown): LineClaim | undefined {
  for (const each of claims.get(first) ?? []) {
    if (each.second === second && each.third === third) return each.claim;
  }
  return undefined;
}

function kept(first: object, second: unknown, third: unknown, claim: LineClaim): LineClaim {
  const alike = claims.get(first) ?? [];
  if (alike.length < claimsMax) alike.push({ second, third, claim });
  claims.set(first, alike);
  return claim;
}
