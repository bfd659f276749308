/**
 * The answers to each action, from asking `decide` about every deployment that can occur. Pairs of
 * statuses with equal answers make one row.
 */
import {
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  everyCapabilities,
  reachableDeployments,
  rules,
  toRequest,
  wireName,
} from 'pipeline-lifecycle';
import { links, series } from './markdown.mjs';

const asked = new Map();

/** Every deployment that can occur with these capabilities; each combination is explored once. */
export function deploymentsWith(capabilities) {
  const known = asked.get(capabilities) ?? reachableDeployments(capabilities);
  asked.set(capabilities, known);
  return known;
}

const [full] = everyCapabilities;
/** Every deployment of a pipeline that can do everything. */
export const deployments = deploymentsWith(full);

/** The pairs of statuses that can occur, in the order of the vocabulary. */
export const pairs = deploymentStatuses.flatMap((status) =>
  desiredStatuses
    .filter((desiredStatus) =>
      deployments.some((each) => each.status === status && each.desiredStatus === desiredStatus),
    )
    .map((desiredStatus) => ({ status, desiredStatus })),
);

/**
 * An action, split into variants that share no rule: stop with and without force are two, and all
 * starts are one. The title of each is a request.
 */
export function requestsOf(type) {
  const groups = [];
  for (const action of everyAction.filter((each) => each.type === type)) {
    const ids = new Set(deployments.map((each) => decide(each, action).rule));
    const group = groups.find((each) => [...ids].some((id) => each.ids.has(id)));
    if (group === undefined) groups.push({ actions: [action], ids });
    else {
      group.actions.push(action);
      for (const id of ids) group.ids.add(id);
    }
  }
  return groups
    .map(({ actions }) => ({
      actions,
      title: actions.length === 1 ? toRequest(actions[0]) : wireName(type),
    }))
    .sort((one, other) => one.title.length - other.title.length);
}

/** The answers to these actions in these deployments: a result for each rule that decides. */
export function answersIn(some, actions, capabilities = full) {
  const results = new Map();
  for (const deployment of some) {
    for (const action of actions) {
      const decision = decide(deployment, action, capabilities);
      const known = results.get(decision.rule) ?? { decision, effects: new Set() };
      known.effects.add(effectOf(deployment, decision));
      results.set(decision.rule, known);
    }
  }
  return rules
    .filter(({ id }) => results.has(id))
    .map(({ id }) => ({ id, ...results.get(id) }))
    .sort((one, other) => one.decision.httpStatus - other.decision.httpStatus)
    .map(({ id, decision, effects }) => ({ id, text: textOf(decision, effects) }));
}

function effectOf(before, { accepted, changed, deployment: after }) {
  if (!accepted || !changed) return '';
  if (after.desiredStatus !== before.desiredStatus) return after.desiredStatus;
  const fields = Object.keys(after).filter((field) => after[field] !== before[field]);
  return fields.map((field) => `${field} becomes ${JSON.stringify(after[field])}`).join(', ');
}

function textOf({ accepted, httpStatus, error }, effects) {
  if (!accepted) return `${httpStatus} ${links.code(error.error_code)}`;
  const targets = desiredStatuses.filter((each) => effects.has(each));
  const others = [...effects].filter((each) => each !== '' && !desiredStatuses.includes(each));
  const parts = [
    ...(targets.length > 0 ? [`to ${series(targets, 'or')}`] : []),
    ...others,
    ...(effects.has('') ? ['no-op'] : []),
  ];
  return `${httpStatus}, ${parts.join(', or ')}`;
}

/** Rows of statuses, desired statuses and answers that cover each pair once. */
export function rowsOf(actions, { capabilities = full, within = pairs } = {}) {
  const all = deploymentsWith(capabilities);
  const alike = new Map();
  for (const pair of within) {
    const some = all.filter(
      ({ status, desiredStatus }) => status === pair.status && desiredStatus === pair.desiredStatus,
    );
    if (some.length === 0) continue;
    const answers = answersIn(some, actions, capabilities);
    const key = JSON.stringify(answers);
    alike.set(key, { answers, pairs: [...(alike.get(key)?.pairs ?? []), pair] });
  }
  return [...alike.values()].flatMap(({ answers, pairs: same }) =>
    blocksOf(same).map((block) => ({ ...block, answers })),
  );
}

/** The pairs, as the fewest blocks in which every status goes with every desired status. */
function blocksOf(some) {
  const [byStatus, byDesired] = [
    ['status', 'desiredStatus'],
    ['desiredStatus', 'status'],
  ].map(([one, other]) => {
    const lines = groupBy(some, (pair) => pair[one]);
    const blocks = new Map();
    for (const [value, line] of lines) {
      const others = line.map((pair) => pair[other]);
      const known = blocks.get(others.join()) ?? { [one]: [], [other]: others };
      known[one].push(value);
      blocks.set(others.join(), known);
    }
    return [...blocks.values()];
  });
  return byStatus.length <= byDesired.length ? byStatus : byDesired;
}

function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  }
  return groups;
}

/** The cells of a row: statuses, desired statuses, answers, rules; an answer a line. */
export const cellsOf = ({ status, desiredStatus, answers }) => [
  status.join(', '),
  desiredStatus.join(', '),
  answers.map(({ text }) => text).join('<br>'),
  answers.map(({ id }) => links.rule(id)).join('<br>'),
];
