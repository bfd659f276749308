/**
 * docs/statuses.md: each status, what ends it, what the runner does in it, and what is accepted.
 */
import {
  actionTypes,
  deploymentStatuses,
  desiredMeanings,
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
      `A pipeline has one of ${deploymentStatuses.length} statuses, which the runner reported last, and one of ${desiredStatuses.length} desired statuses, which it is meant to reach; ${pairs.length} pairs of the two can occur. For each status, this page says what it means, what ends it, what the runner does next, what the runner may report, and how each action is answered. [Actions](actions.md) has the same answers by action.`,
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
    wrapped(`${meaning} Resources status: ${resources}.`),
    'Remains in this status until:',
    remainsUntil.map((way, index) => `${index + 1}. ${wrapped(way, '   ').trim()}`).join('\n'),
    'Desired statuses that can go with it, and the next step of the runner:',
    table(
      ['desired', 'meaning', 'next step'],
      within.map(({ desiredStatus }) => [
        desiredStatus,
        desiredMeanings[desiredStatus],
        stepsIn(status, desiredStatus),
      ]),
    ),
    'What the runner may report; everything else is stale:',
    table(['observation', 'desired', 'status then', 'rule'], observationsIn(status)),
    'How each action is answered:',
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

/** The observations that are applied, by what they make of the two statuses. */
function observationsIn(status) {
  const rows = new Map();
  const applied = space.transitions
    .flat()
    .filter((each) => each.kind === 'observation' && each.accepted && each.before.status === status)
    .sort((one, other) => numberOf(one) - numberOf(other));
  for (const { event, before, after, rule } of applied) {
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
