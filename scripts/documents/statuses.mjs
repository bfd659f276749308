/** docs/statuses.md: each status, how it is left, what the runner does in it, what is accepted in it. */
import {
  actionTypes,
  deploymentStatuses,
  desired,
  desiredStatuses,
  observationTypes,
  reconcile,
  statuses,
} from 'pipeline-lifecycle';
import { explore } from 'pipeline-lifecycle/verify';
import { cellsOf, deployments, pairs, requestsOf, rowsOf } from './answers.mjs';
import { contents, links, page, series, table, wrapped } from './markdown.mjs';

/** The whole text of docs/statuses.md. */
export function statusesPage() {
  return page('Statuses', 'the vocabulary, the steps of `reconcile` and an exploration', [
    wrapped(
      `A pipeline is in one of ${deploymentStatuses.length} statuses: what the runner reported last. Beside it stands what is desired, one of ${desiredStatuses.length}. Not every pair can occur; ${pairs.length} do. Of each status: what it means, what ends it, what the runner does next, what it may report, and what each action is answered. [Actions](actions.md) has the same answers, by action.`,
    ),
    contents(deploymentStatuses),
    ...deploymentStatuses.flatMap(sectionOf),
  ]);
}

function sectionOf(status) {
  const { meaning, resources, remainsUntil } = statuses[status];
  const within = pairs.filter((pair) => pair.status === status);
  const answers = actionTypes.flatMap((type) =>
    requestsOf(type).flatMap(({ title, actions }) =>
      rowsOf(actions, { within }).map((row) => [
        `[${title}](${links.action(type).match(/\((.*)\)/)[1]})`,
        ...cellsOf(row).slice(1),
      ]),
    ),
  );
  return [
    `## ${status}`,
    wrapped(`${meaning} The status of its compute resources is ${resources}.`),
    'Remains in this status until:',
    remainsUntil.map((way, index) => `${index + 1}. ${wrapped(way, '   ').trim()}`).join('\n'),
    'It can be desired, and the runner then does:',
    table(
      ['desired', 'which means', 'next step'],
      within.map(({ desiredStatus }) => [
        desiredStatus,
        desired[desiredStatus].meaning,
        stepsIn(status, desiredStatus),
      ]),
    ),
    'The runner may report, and everything else is stale:',
    table(['report', 'desired', 'what it becomes', 'rule'], reportsIn(status)),
    'Each action is answered:',
    table(['action', 'desired', 'answer', 'rule'], answers),
  ];
}

function stepsIn(status, desiredStatus) {
  const types = deployments
    .filter((each) => each.status === status && each.desiredStatus === desiredStatus)
    .map((each) => reconcile(each).type);
  return series(
    [...new Set(types)].map((type) => `\`${type}\``),
    'or',
  );
}

const space = explore();

/** The observations that are taken in, by what they make of the two statuses. */
function reportsIn(status) {
  const rows = new Map();
  const taken = space.steps
    .flat()
    .filter((each) => each.kind === 'observation' && each.accepted && each.before.status === status)
    .sort((one, other) => numberOf(one) - numberOf(other));
  for (const { event, before, after, rule } of taken) {
    const moved = after.status !== before.status ? links.status(after.status) : 'the same status';
    const becomes =
      after.desiredStatus === before.desiredStatus
        ? moved
        : `${moved}, desired ${after.desiredStatus}`;
    const key = [event.type, becomes, rule].join();
    const row = rows.get(key) ?? { type: event.type, becomes, rule, from: new Set() };
    row.from.add(before.desiredStatus);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ type, becomes, rule, from }) => [
    `\`${type}\``,
    desiredStatuses.filter((each) => from.has(each)).join(', '),
    becomes,
    links.rule(rule),
  ]);
}

const numberOf = ({ event }) => observationTypes.indexOf(event.type);
