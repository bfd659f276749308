/** Objections: the rules that contradict the claim of a line, so that no deployment allows it. */
import {
  type ActionType,
  actions,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  invariants,
  type Observation,
  observations,
  observe,
} from '../lifecycle';
import {
  type Rule,
  type RuleId,
  ruleOf,
  rules,
  stopRequested,
  suspendRequested,
} from '../lifecycle/rules';
import { type AcceptedCall, askedBy } from './accepted-calls';
import type { Candidate, CandidateSet } from './candidates';
import type { Call, Reading } from './history';

/** A rule that contradicts the claim of a line. */
export interface Objection {
  /** The rule, with its statement and its source. */
  readonly rule: Rule;
  /** The contradiction, in words. */
  readonly because: string;
  /** The possible deployments in which the rule contradicts the claim. */
  readonly deployments: readonly Deployment[];
}

/** The claim of a line, the deployments it could be about, and the objections to it. */
export interface ContradictedClaim {
  readonly claim: string;
  readonly possible: readonly Deployment[];
  readonly objections: readonly Objection[];
}

/**
 * Explains why a line leaves nothing possible. `accepted` has the calls before it that
 * were answered with 202, the latest first, as far as their order is certain. Pure.
 */
export function contradictionOf(
  possible: CandidateSet,
  entry: Call | Reading,
  accepted: readonly AcceptedCall[],
): ContradictedClaim {
  const candidates = possible.members;
  const grounds =
    entry.kind === 'call'
      ? groundsOfCall(candidates, entry)
      : groundsOfReading(candidates, entry, accepted);
  return {
    claim: claimInWords(entry),
    possible: distinctDeployments(candidates),
    objections: byRule(grounds),
  };
}

/** The deployments of these candidates, each once. */
export function distinctDeployments(candidates: readonly Candidate[]): readonly Deployment[] {
  return [...new Set(candidates.map(({ deployment }) => deployment))];
}

/** One deployment in which one rule contradicts the claim. */
interface Ground {
  readonly rule: RuleId;
  readonly because: string;
  readonly deployment: Deployment;
}

function byRule(grounds: readonly Ground[]): Objection[] {
  const objections = new Map<RuleId, Objection & { deployments: Deployment[] }>();
  for (const { rule, because, deployment } of grounds) {
    const objection = objections.get(rule) ?? { rule: ruleOf(rule), because, deployments: [] };
    if (!objection.deployments.includes(deployment)) objection.deployments.push(deployment);
    objections.set(rule, objection);
  }
  return [...objections.values()];
}

/** Says in words what a line claims. Pure. */
export function claimInWords(entry: Call | Reading): string {
  if (entry.kind === 'call') {
    const code = entry.errorCode === undefined ? '' : ` ${entry.errorCode}`;
    const answer = entry.answer === null ? 'not answered' : `answered with ${entry.answer}${code}`;
    return `${entry.request} is ${answer}`;
  }
  const { statuses, desiredStatuses, error } = entry;
  const errorWords =
    error === undefined ? '' : error ? ', with an error set' : ', without an error';
  const [status, desiredStatus] = [statuses, desiredStatuses].map((each) => each.join(' or '));
  return `a poll read status ${status} with desired status ${desiredStatus}${errorWords}`;
}

function groundsOfCall(candidates: readonly Candidate[], call: Call): Ground[] {
  return candidates.map((candidate) => {
    const decision = candidate.decision(call);
    const because = `${call.request} ${decisionInWords(decision)}${butNever(call)}`;
    return { rule: decision.rule, because, deployment: candidate.deployment };
  });
}

/** Adds why no deployment at all could give this answer. */
function butNever({ action, answer, errorCode }: Call): string {
  if (answer === 202 && errorCode !== undefined) return ', which never comes with an error code';
  const known: readonly number[] = actions[action.type].answers;
  if (answer === null || known.includes(answer)) return '';
  const source = isDocumented(action.type) ? 'documented: ' : 'no document; by our decision ';
  return `, and ${action.type} never answers ${answer} (${source}${known.join(', ')})`;
}

/** True if an action has a document: pause and dismissError have none. */
function isDocumented(type: ActionType): boolean {
  return rules.some(({ document }) => document === type);
}

function decisionInWords(decision: Decision): string {
  return decision.accepted
    ? 'is accepted with 202'
    : `is refused with ${decision.httpStatus} ${decision.error.error_code}`;
}

/** Grounds for each pair of statuses that the reading may stand for. */
function groundsOfReading(
  candidates: readonly Candidate[],
  reading: Reading,
  accepted: readonly AcceptedCall[],
): Ground[] {
  return reading.statuses.flatMap((status) =>
    reading.desiredStatuses.flatMap((desiredStatus) =>
      groundsOfPair(candidates, { ...reading, status, desiredStatus }, accepted),
    ),
  );
}

function groundsOfPair(
  candidates: readonly Candidate[],
  reading: Reading,
  accepted: readonly AcceptedCall[],
): Ground[] {
  const { status, desiredStatus, error } = reading;
  const withError = error === true ? ' and an error set' : '';
  const because = `status ${status} with desired status ${desiredStatus}${withError} cannot occur`;
  const [impossible] = impossibleTogether(reading);
  return candidates.flatMap(({ deployment }) =>
    impossible === undefined
      ? groundsIn(deployment, reading, accepted)
      : [{ rule: impossible, because, deployment }],
  );
}

/** The rules by which what was read cannot occur, whatever else is the case. */
function impossibleTogether({ status, desiredStatus, error }: Reading): RuleId[] {
  const read = { status, desiredStatus, ...(error === true ? { error: {} } : {}) };
  return invariants
    .filter(({ fields }) => fields.every((field) => Object.hasOwn(read, field)))
    .filter(({ holds }) => !holds(read as Deployment))
    .map(({ rule }) => rule);
}

function groundsIn(
  deployment: Deployment,
  reading: Reading,
  accepted: readonly AcceptedCall[],
): Ground[] {
  if (deployment.desiredStatus !== reading.desiredStatus) {
    return [{ ...otherDesired(deployment, reading, accepted), deployment }];
  }
  if (deployment.status !== reading.status) {
    const stale = observationsReporting(reading.status).flatMap((observation) => {
      const outcome = observe(deployment, observation);
      return outcome.accepted ? [] : [{ ...whyStale(deployment, observation), deployment }];
    });
    if (stale.length > 0) return stale;
    // If the status can be reached from here, it must be the error that contradicts, if any.
    if (deployment.error === null && reading.error !== true) {
      return observationsReporting(reading.status).map((observation) => {
        const { rule } = observe(deployment, observation);
        const because = `nothing has asked for ${reading.status} since it became ${deployment.status}`;
        return { rule, because, deployment };
      });
    }
  }
  return reading.error === true
    ? [
        {
          rule: 'error.byFailureOnly',
          because: 'nothing has failed since an error was last dismissed',
          deployment,
        },
      ]
    : [
        {
          rule: 'error.untilDismissed',
          because: 'an error is set, and nobody has dismissed it',
          deployment,
        },
      ];
}

type Reason = Omit<Ground, 'deployment'>;

/** The rule by which the desired status cannot have become another one. */
function otherDesired(
  deployment: Deployment,
  reading: Reading,
  accepted: readonly AcceptedCall[],
): Reason {
  const { desiredStatus } = deployment;
  const source = askedBy(desiredStatus, accepted);
  const cause =
    source === undefined
      ? `desired is ${desiredStatus}`
      : `line ${source.line} (${source.call.request}) was answered with 202, so desired is ${desiredStatus}`;
  if (suspendRequested(deployment)) {
    const rule = 'desired.untilSuspended';
    return { rule, because: `${cause} until the suspension ends or a forced stop replaces it` };
  }
  if (stopRequested(deployment)) {
    return { rule: 'desired.untilStopped', because: `${cause} until the status is Stopped` };
  }
  const since = source === undefined ? '' : ' since';
  const isWithoutError = reading.desiredStatus === 'Stopped' && reading.error === false;
  const noFailure = isWithoutError ? ', nor has a failure left an error' : '';
  const because = `${cause}, and nothing has asked for ${reading.desiredStatus}${since}${noFailure}`;
  return { rule: 'desired.byUserOnly', because };
}

/** The rule by which an observation cannot follow. */
function whyStale(deployment: Deployment, observation: Observation): Reason {
  const { status } = deployment;
  const reported = observations[observation.type].reports;
  const missing = preconditions.find(({ met }) => {
    const other = { ...deployment, ...met };
    return invariants.every(({ holds }) => holds(other)) && observe(other, observation).accepted;
  });
  if (missing !== undefined) {
    const { rule } = observe({ ...deployment, ...missing.met }, observation);
    return { rule, because: `${reported} cannot follow ${status}, because ${missing.words}` };
  }
  const { rule } = observe(deployment, observation);
  const because = `${reported} cannot follow ${status}, because '${observation.type}' is stale`;
  return { rule, because };
}

/** Conditions that an observation may lack. */
const preconditions = [
  { met: { bootstrapApproved: true }, words: 'nothing has approved it' },
  {
    met: { bootstrapPolicy: 'await_approval' },
    words: 'the bootstrap policy is not await_approval',
  },
] as const;

/** The plain observations that lead to a status. */
function observationsReporting(status: DeploymentStatus): Observation[] {
  return Object.entries(observations)
    .filter(([, { reports, carries }]) => reports === status && carries === null)
    .map(([type]) => ({ type }) as Observation);
}
