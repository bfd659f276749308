/** docs/actions.md: each action, its parameters, its documented answers, and what it is answered where. */
import { existsSync, readFileSync } from 'node:fs';
import {
  actions,
  actionTypes,
  capabilities,
  capabilityNames,
  decide,
  desired,
  everyAction,
  everyCapabilities,
  rules,
  wireName,
} from 'pipeline-lifecycle';
import { cellsOf, deployments, deploymentsWith, pairs, requestsOf, rowsOf } from './answers.mjs';
import { contents, links, list, page, series, table, wireNames, wrapped } from './markdown.mjs';

/** The whole text of docs/actions.md. */
export function actionsPage() {
  return page('Actions', 'the vocabulary and from what `decide` answers', [
    wrapped(
      `What a user can ask: ${actionTypes.length} actions, each a POST to the endpoint of its name. An accepted action changes what is desired, never the status; the runner then moves the status. Below, a row says what is answered in every combination of its statuses (what the runner reported) and its desired statuses; all ${pairs.length} pairs that can occur are there; what cannot occur without a capability is left out of its table. “to Paused” means that the desired status becomes Paused, “no-op” that nothing changes. Where a row has several answers, the rules say which is given when.`,
    ),
    contents(wireNames),
    wrapped(
      `The desired statuses: ${Object.entries(desired)
        .map(([name, { meaning }]) => `**${name}**, ${meaning.replace(/\.$/, '').toLowerCase()}`)
        .join('; ')}.`,
    ),
    ...actionTypes.flatMap(sectionOf),
  ]);
}

function sectionOf(type) {
  const requests = requestsOf(type);
  const met = idsOf(requests);
  return [
    `## ${wireName(type)}`,
    actions[type].meaning,
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
    values.map((value) => `\`${value}\``).join(', '),
    `\`${initially}\``,
  ]);
  return table(['parameter', 'values', 'default'], rows);
}

/** The codes that the endpoint documents, in its own words, and which the lifecycle itself answers. */
function answersOf(type) {
  const path = new URL(`../../docs/sources/${wireName(type)}.txt`, import.meta.url);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
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
    const [, words = ''] = new RegExp(`^${code}(.*?)(?:application/json)?$`, 'm').exec(text) ?? [];
    return [String(code), words, given.has(code) ? 'yes' : 'no: it is the host’s'];
  });
  const told = table(['answer', 'in the words of the document', 'given by `decide`'], rows);
  return text === ''
    ? `There is no document of this endpoint; the codes are those of the endpoint most like it.\n\n${told}`
    : `The answers that the ${links.source(wireName(type))} lists:\n\n${told}`;
}

/** What is answered differently where one capability is missing, and where two are. */
function withoutCapabilities(type) {
  const requests = requestsOf(type);
  const missed = capabilityNames.filter((name) => changes(type, [name]));
  if (missed.length === 0) {
    return [`No capability matters: without one, ${wireName(type)} is answered as with it.`];
  }
  const tables = missed.flatMap((name) => {
    const without = lacking([name]);
    return [
      wrapped(
        `Without the capability \`${name}\` (“${capabilities[name]}”), these are answered otherwise:`,
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

/** The pairs in which some variant is decided by another rule than with every capability. */
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
  const like = wins.length === 1 ? `the answer is as without \`${wins[0]}\`` : 'either may decide';
  return `Without both ${series([`\`${one}\``, `\`${other}\``])}, ${like}.`;
}
