/** Why no deployment allows a line: the rules that refuse what it claims. */
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
import type { Candidate, Possible } from './candidates';
import type { Call, Sighting } from './history';

/** A rule that refuses the claim of a line. */
export interface Objection {
  readonly rule: Rule;
  /** What the rule says to the claim, in words. */
  readonly because: string;
  /** The possible deployments that it refuses the claim in. */
  readonly deployments: readonly Deployment[];
}

/** What a line claims, in which deployments, and which rules refuse it there. */
export interface RefusedClaim {
  readonly claim: string;
  readonly possible: readonly Deployment[];
  readonly refusals: readonly Objection[];
}

/** For a line that leaves nothing possible. Pure. */
export function refusalsOf(possible: Possible, entry: Call | Sighting): RefusedClaim {
  const candidates = possible.members;
  const grounds =
    entry.kind === 'call' ? groundsOfCall(candidates, entry) : groundsOfSighting(candidates, entry);
  return {
    claim: claimOf(entry),
    possible: candidates.map(({ deployment }) => deployment),
    refusals: byRule(grounds),
  };
}

/** One deployment in which one rule refuses the claim. */
interface Ground {
  readonly rule: RuleId;
  readonly because: string;
  readonly deployment: Deployment;
}

function byRule(grounds: readonly Ground[]): Objection[] {
  const refusals = new Map<RuleId, Objection & { deployments: Deployment[] }>();
  for (const { rule, because, deployment } of grounds) {
    const refusal = refusals.get(rule) ?? { rule: ruleOf(rule), because, deployments: [] };
    if (!refusal.deployments.includes(deployment)) refusal.deployments.push(deployment);
    refusals.set(rule, refusal);
  }
  return [...refusals.values()];
}

function claimOf(entry: Call | Sighting): string {
  if (entry.kind === 'call') {
    const code = entry.errorCode === undefined ? '' : ` ${entry.errorCode}`;
    return `${entry.request} is answered with ${entry.answer}${code}`;
  }
  const { statuses, desiredStatuses, error } = entry;
  const errorWords =
    error === undefined ? '' : error ? ', with an error set' : ', without an error';
  const [status, desiredStatus] = [statuses, desiredStatuses].map((each) => each.join(' or '));
  return `status ${status} with desired status ${desiredStatus} is seen${errorWords}`;
}

function groundsOfCall(candidates: readonly Candidate[], call: Call): Ground[] {
  return candidates.map((candidate) => {
    const { decision } = candidate.answer(call);
    const because = `${call.request} ${answerOf(decision)}${butNever(call)}`;
    return { rule: decision.rule, because, deployment: candidate.deployment };
  });
}

/** For an answer that no deployment whatever could give. */
function butNever({ action, answer, errorCode }: Call): string {
  if (answer === 202 && errorCode !== undefined) return ', and then without an error code';
  const documented: readonly number[] = actions[action.type].answers;
  if (documented.includes(answer)) return '';
  return `, and ${action.type} never answers ${answer} (documented: ${documented.join(', ')})`;
}

function answerOf(decision: Decision): string {
  return decision.accepted
    ? 'is accepted with 202'
    : `is refused with ${decision.httpStatus} ${decision.error.error_code}`;
}

/** Of each pair of statuses that it may stand for. */
function groundsOfSighting(candidates: readonly Candidate[], seen: Sighting): Ground[] {
  return seen.statuses.flatMap((status) =>
    seen.desiredStatuses.flatMap((desiredStatus) =>
      groundsOfPair(candidates, { ...seen, status, desiredStatus }),
    ),
  );
}

function groundsOfPair(candidates: readonly Candidate[], seen: Sighting): Ground[] {
  const because = `status ${seen.status} with desired status ${seen.desiredStatus} cannot occur`;
  return [
    ...impossiblePair(seen).flatMap((rule) =>
      candidates.map(({ deployment }) => ({ rule, because, deployment })),
    ),
    ...untakenActions(candidates, seen),
    ...candidates.flatMap(({ deployment }) => groundsIn(deployment, seen)),
  ];
}

/** The rules by which a pair of statuses cannot occur, whatever the data beside it. */
function impossiblePair({ status, desiredStatus }: Sighting): RuleId[] {
  const ofPair = ['status', 'desiredStatus'];
  return invariants
    .filter(({ fields }) => fields.every((field) => ofPair.includes(field)))
    .filter(({ holds }) => !holds({ status, desiredStatus } as Deployment))
    .map(({ rule }) => rule);
}

function groundsIn(deployment: Deployment, seen: Sighting): Ground[] {
  if (deployment.desiredStatus !== seen.desiredStatus) {
    const because = `nothing has asked for ${seen.desiredStatus} since`;
    return [{ rule: 'desired.byUserOnly', because, deployment }];
  }
  if (deployment.status !== seen.status) {
    const stale = reportsOf(seen.status).flatMap((observation) => {
      const outcome = observe(deployment, observation);
      const because = `${seen.status} cannot follow, '${observation.type}' is stale`;
      return outcome.accepted ? [] : [{ rule: outcome.rule, because, deployment }];
    });
    // Where the status can be reached from here, it is the error that cannot be as seen.
    if (stale.length > 0) return stale;
  }
  return seen.error === true
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

/** The plain observations by which a status is reached. */
function reportsOf(status: DeploymentStatus): Observation[] {
  return Object.entries(observations)
    .filter(([, { reports, carries }]) => reports === status && carries === null)
    .map(([type]) => ({ type }) as Observation);
}

/** The actions that would have led to what was seen, where a rule refuses them. */
function untakenActions(candidates: readonly Candidate[], seen: Sighting): Ground[] {
  const elsewhere = candidates.filter(
    ({ deployment }) =>
      deployment.status === seen.status && deployment.desiredStatus !== seen.desiredStatus,
  );
  if (elsewhere.length === 0) return [];
  const towards = actionsTowards(seen);
  return elsewhere.flatMap((candidate) =>
    towards.flatMap((action) => {
      const { deployment } = candidate;
      const { decision } = candidate.answer({ request: toRequest(action), action });
      const because = `${toRequest(action)} ${answerOf(decision)}`;
      return decision.accepted ? [] : [{ rule: decision.rule, because, deployment }];
    }),
  );
}

/** The actions that lead to this pair of statuses, in some deployment. */
function actionsTowards({ status, desiredStatus }: Sighting): CompleteAction[] {
  const sources = reachableDeployments().filter((deployment) => deployment.status === status);
  return everyAction.filter((action) =>
    sources.some((deployment) => {
      const next = decide(deployment, action).deployment.desiredStatus;
      return next === desiredStatus && next !== deployment.desiredStatus;
    }),
  );
}
