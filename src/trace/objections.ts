/** Objections: the rules that contradict the claim of a line, so that no deployment allows it. */
import {
  actions,
  type CompleteAction,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  decide,
  everyAction,
  invariants,
  type Observation,
  observations,
  observe,
  reachableDeployments,
  toRequest,
} from '../lifecycle';
import { type Rule, type RuleId, ruleOf } from '../lifecycle/rules';
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

/** Explains why a line leaves nothing possible. Pure. */
export function contradictionOf(possible: CandidateSet, entry: Call | Reading): ContradictedClaim {
  const candidates = possible.members;
  const grounds =
    entry.kind === 'call' ? groundsOfCall(candidates, entry) : groundsOfReading(candidates, entry);
  return {
    claim: claimInWords(entry),
    possible: candidates.map(({ deployment }) => deployment),
    objections: byRule(grounds),
  };
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
    const { decision } = candidate.answer(call);
    const because = `${call.request} ${decisionInWords(decision)}${butNever(call)}`;
    return { rule: decision.rule, because, deployment: candidate.deployment };
  });
}

/** Adds why no deployment at all could give this answer. */
function butNever({ action, answer, errorCode }: Call): string {
  if (answer === 202 && errorCode !== undefined) return ', which never comes with an error code';
  const documented: readonly number[] = actions[action.type].answers;
  if (answer === null || documented.includes(answer)) return '';
  return `, and ${action.type} never answers ${answer} (documented: ${documented.join(', ')})`;
}

function decisionInWords(decision: Decision): string {
  return decision.accepted
    ? 'is accepted with 202'
    : `is refused with ${decision.httpStatus} ${decision.error.error_code}`;
}

/** Grounds for each pair of statuses that the reading may stand for. */
function groundsOfReading(candidates: readonly Candidate[], reading: Reading): Ground[] {
  return reading.statuses.flatMap((status) =>
    reading.desiredStatuses.flatMap((desiredStatus) =>
      groundsOfPair(candidates, { ...reading, status, desiredStatus }),
    ),
  );
}

function groundsOfPair(candidates: readonly Candidate[], reading: Reading): Ground[] {
  const because = `status ${reading.status} with desired status ${reading.desiredStatus} cannot occur`;
  return [
    ...impossiblePair(reading).flatMap((rule) =>
      candidates.map(({ deployment }) => ({ rule, because, deployment })),
    ),
    ...refusedActions(candidates, reading),
    ...candidates.flatMap(({ deployment }) => groundsIn(deployment, reading)),
  ];
}

/** The rules by which a pair of statuses cannot occur, whatever the data beside it. */
function impossiblePair({ status, desiredStatus }: Reading): RuleId[] {
  const ofPair = ['status', 'desiredStatus'];
  return invariants
    .filter(({ fields }) => fields.every((field) => ofPair.includes(field)))
    .filter(({ holds }) => !holds({ status, desiredStatus } as Deployment))
    .map(({ rule }) => rule);
}

function groundsIn(deployment: Deployment, reading: Reading): Ground[] {
  if (deployment.desiredStatus !== reading.desiredStatus) {
    const because = `nothing has asked for ${reading.desiredStatus} since`;
    return [{ rule: 'desired.byUserOnly', because, deployment }];
  }
  if (deployment.status !== reading.status) {
    const stale = observationRulesOf(reading.status).flatMap((observation) => {
      const outcome = observe(deployment, observation);
      const because = `${reading.status} cannot follow, because '${observation.type}' is stale`;
      return outcome.accepted ? [] : [{ rule: outcome.rule, because, deployment }];
    });
    // If the status can be reached from here, it must be the error that contradicts.
    if (stale.length > 0) return stale;
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

/** The plain observations that lead to a status. */
function observationRulesOf(status: DeploymentStatus): Observation[] {
  return Object.entries(observations)
    .filter(([, { reports, carries }]) => reports === status && carries === null)
    .map(([type]) => ({ type }) as Observation);
}

/** The actions that would have led to the reading, but that a rule refuses. */
function refusedActions(candidates: readonly Candidate[], reading: Reading): Ground[] {
  const elsewhere = candidates.filter(
    ({ deployment }) =>
      deployment.status === reading.status && deployment.desiredStatus !== reading.desiredStatus,
  );
  if (elsewhere.length === 0) return [];
  const towards = actionsTowards(reading);
  return elsewhere.flatMap((candidate) =>
    towards.flatMap((action) => {
      const { deployment } = candidate;
      const { decision } = candidate.answer({ request: toRequest(action), action });
      const because = `${toRequest(action)} ${decisionInWords(decision)}`;
      return decision.accepted ? [] : [{ rule: decision.rule, because, deployment }];
    }),
  );
}

let everywhere: readonly Deployment[] | undefined;

/** The actions that lead to this pair of statuses in some deployment. */
function actionsTowards({ status, desiredStatus }: Reading): CompleteAction[] {
  everywhere ??= reachableDeployments();
  const sources = everywhere.filter((deployment) => deployment.status === status);
  return everyAction.filter((action) =>
    sources.some((deployment) => {
      const next = decide(deployment, action).deployment.desiredStatus;
      return next === desiredStatus && next !== deployment.desiredStatus;
    }),
  );
}
