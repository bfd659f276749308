/**
 * docs/actions.md: each action, its parameters, its documented answers, and its answer everywhere.
 */
import { readFileSync } from 'node:fs';
import {
  actionMeanings,
  actions,
  actionTypes,
  capabilityMeanings,
  capabilityNames,
  decide,
  desiredMeanings,
  everyAction,
  everyCapabilities,
  parameterMeanings,
  rules,
  wireName,
} from 'pipeline-lifecycle';
import { cellsOf, deployments, deploymentsWith, pairs, requestsOf, rowsOf } from './answers.mjs';
import { contents, links, list, page, series, table, wireNames, wrapped } from './markdown.mjs';

const quotes = JSON.parse(readFileSync(new URL('../../test/quotes.json', import.meta.url), 'utf8'));

/** The whole text of docs/actions.md. */
export function actionsPage() {
  return page('Actions', 'the vocabulary and from what `decide` answers', [
    wrapped(
      `A user can ask for ${actionTypes.length} actions, each a POST to the endpoint of that name. An accepted action changes the desired status, never the status; the runner then moves the status. Each table has all ${pairs.length} pairs of a status and a desired status that can occur, and each row the answer in every combination of its statuses and its desired statuses. A table for a missing capability leaves out what cannot occur without it. “to Paused” means that the desired status becomes Paused, and “no-op” that nothing changes. If a row has several answers, the rules beside them say which is given when.`,
    ),
    contents(wireNames),
    wrapped(
      `The desired statuses are ${Object.entries(desiredMeanings)
        .map(([name, meaning]) => `**${name}** (${meaning.replace(/\.$/, '').toLowerCase()})`)
        .join(', ')}.`,
    ),
    ...actionTypes.flatMap(sectionOf),
  ]);
}

function sectionOf(type) {
  const requests = requestsOf(type);
  const met = idsOf(requests);
  return [
    `## ${wireName(type)}`,
    actionMeanings[type],
    parametersOf(type),
    answersOf(type),
    ...requests.flatMap(({ title, actions: variants }) => [
      ...(requests.length > 1 ? [`### Answers to ${title}`] : []),
      table(['status', 'desired', 'answer', 'rule'], rowsOf(variants).map(cellsOf)),
    ]),
    list(
      rules
        .filter(({ id }) => met.has(id))
        .map((rule) => `${links.rule(rule.id)}: ${rule.statement}`),
    ),
    ...withoutCapabilities(type),
  ];
}

const idsOf = (requests) =>
  new Set(
    requests.flatMap(({ actions: variants }) =>
      rowsOf(variants).flatMap(({ answers }) => answers.map(({ id }) => id)),
    ),
  );

function parametersOf(type) {
  const parameters = Object.entries(actions[type].parameters);
  if (parameters.length === 0) return 'It has no parameters.';
  const rows = parameters.map(([name, { values, default: initially }]) => [
    `\`${wireName(name)}\``,
    parameterMeanings[type][name],
    values.map((value) => `\`${value}\``).join(', '),
    `\`${initially}\``,
  ]);
  return table(['parameter', 'meaning', 'values', 'default'], rows);
}

/** The documented codes of the endpoint, in the words of its document, and who gives each. */
function answersOf(type) {
  const documented = quotes.answers[wireName(type)];
  const given = new Set(
    everyCapabilities.flatMap((each) =>
      deploymentsWith(each).flatMap((deployment) =>
        everyAction
          .filter((action) => action.type === type)
          .map((action) => decide(deployment, action, each).httpStatus),
      ),
    ),
  );
  const rows = actions[type].answers.map((code) => {
    return [String(code), documented?.[code] ?? '', given.has(code) ? 'yes' : 'no: by the host'];
  });
  const told = table(['answer', 'in the words of the document', 'given by `decide`'], rows);
  return documented === undefined
    ? `This endpoint has no document; the codes are those of the endpoint most like it:\n\n${told}`
    : `The document of ${wireName(type)} lists these answers:\n\n${told}`;
}

/** The answers that change if one capability is missing, and if two are. */
function withoutCapabilities(type) {
  const requests = requestsOf(type);
  const missed = capabilityNames.filter((name) => changes(type, [name]));
  if (missed.length === 0) {
    return [`Capabilities make no difference to ${wireName(type)}.`];
  }
  const tables = missed.flatMap((name) => {
    const without = lacking([name]);
    return [
      wrapped(
        `Without the capability \`${name}\` (“${capabilityMeanings[name]}”), these answers change:`,
      ),
      ...requests.flatMap(({ actions: variants, title }) => {
        const rows = rowsOf(variants, {
          capabilities: without,
          within: differing(variants, without),
        });
        if (rows.length === 0) return [];
        const headings = ['status', 'desired', `answer to ${title}`, 'rule'];
        return [table(headings, rows.map(cellsOf))];
      }),
    ];
  });
  return [
    ...tables,
    ...missed.flatMap((one, index) =>
      missed.slice(index + 1).map((other) => both(type, one, other)),
    ),
  ];
}

const lacking = (names) =>
  everyCapabilities.find((each) =>
    capabilityNames.every((name) => each[name] === !names.includes(name)),
  );

/** The pairs in which another rule decides some variant than with every capability. */
function differing(variants, without) {
  return pairs.filter((pair) =>
    deploymentsWith(without).some(
      (each) =>
        each.status === pair.status &&
        each.desiredStatus === pair.desiredStatus &&
        variants.some((action) => decide(each, action, without).rule !== decide(each, action).rule),
    ),
  );
}

const changes = (type, names) =>
  everyAction
    .filter((action) => action.type === type)
    .some((action) => differing([action], lacking(names)).length > 0);

function both(type, one, other) {
  const wins = [one, other].filter((name) =>
    deployments.every((deployment) =>
      everyAction
        .filter((action) => action.type === type)
        .every((action) => {
          const alone = decide(deployment, action, lacking([name])).rule;
          return decide(deployment, action, lacking([one, other])).rule === alone;
        }),
    ),
  );
  const like =
    wins.length === 1
      ? `the answer is the same as without \`${wins[0]}\` alone`
      : 'either may decide';
  return `Without ${series([`\`${one}\``, `\`${other}\``])}, ${like}.`;
}
