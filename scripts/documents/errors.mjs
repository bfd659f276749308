/** docs/errors.md: each error code, when it is given, and an example that `decide` really gave. */
import { readFileSync } from 'node:fs';
import {
  capabilityNames,
  decide,
  errorCodes,
  everyAction,
  everyCapabilities,
  refusals,
  ruleOf,
  rules,
  toRequest,
  unknownPipelineName,
  withPipelineName,
} from 'pipeline-lifecycle';
import { hostErrors } from 'pipeline-lifecycle/http';
import { deploymentsWith } from './answers.mjs';
import { contents, links, list, page, wrapped } from './markdown.mjs';

/** The pipeline in the examples. */
const pipelineName = 'orders';
const unknown = unknownPipelineName(pipelineName);

const { examples } = JSON.parse(
  readFileSync(new URL('../../test/quotes.json', import.meta.url), 'utf8'),
);

/** The whole text of docs/errors.md. */
export function errorsPage() {
  const documented = `The body of every error is an object with the keys ${Object.keys(unknown)
    .map((key) => `\`${key}\``)
    .join(', ')}.`;
  return page('Errors', 'the refusals and the answers of `decide`', [
    wrapped(
      `${documented} A code names the kind of refusal; the rule, in \`decision.rule\`, names the very one. The examples are answers of \`decide\` about a pipeline named '${pipelineName}', completed by \`withPipelineName\`.`,
    ),
    contents([...errorCodes, unknown.error_code]),
    ...errorCodes.flatMap(sectionOf),
    `## ${unknown.error_code}`,
    wrapped(
      'HTTP status 404. No pipeline has that name. The lifecycle does not know names, so the host answers with `unknownPipelineName(name)` before it decides anything.',
    ),
    'Example:',
    json(unknown),
    '## Errors of the host',
    wrapped(
      'The lifecycle does not know requests. `createLifecycleHandler` of `pipeline-lifecycle/http` gives these answers before it asks the lifecycle anything, in the same envelope; another host may choose its own. `hostErrors` has them as data, and [openapi.json](openapi.json) says which endpoint can give which.',
    ),
    table(hostCodes),
  ]);
}

const hostCodes = Object.entries(hostErrors).filter(([code]) => code !== unknown.error_code);

function table(rows) {
  const cells = rows.map(
    ([code, { httpStatus, meaning }]) => `| ${httpStatus} | \`${code}\` | ${meaning} |`,
  );
  return ['| status | code | meaning |', '|---|---|---|', ...cells].join('\n');
}

function sectionOf(code) {
  const refusing = rules.filter(({ id }) => refusals[id]?.code === code);
  const statuses = [...new Set(refusing.map(({ id }) => refusals[id].httpStatus))];
  const { request, deployment, capabilities, body } = exampleOf(code);
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  const without = missing.length === 0 ? '' : `, without the capability ${missing.join(', ')}`;
  const error = deployment.error === null ? '' : ', with an error set';
  return [
    `## ${code}`,
    `HTTP status ${statuses.join(' or ')}, by these rules:`,
    list(refusing.map((rule) => whenOf(rule, statuses))),
    `Example: \`${request}\` in ${deployment.status}/${deployment.desiredStatus}${error}${without}:`,
    json(body),
  ];
}

function whenOf({ id }, statuses) {
  const { httpStatus, hint } = refusals[id];
  const status = statuses.length > 1 ? ` ${httpStatus}.` : '';
  return `${links.rule(id)}: ${ruleOf(id).statement}${status} Hint: “${hint}”`;
}

const shortestFirst = [...everyAction].sort(
  (one, other) => toRequest(one).length - toRequest(other).length,
);

/** The simplest refusal with the code, unless a document shows one. */
function exampleOf(code) {
  let first;
  for (const capabilities of everyCapabilities) {
    for (const deployment of deploymentsWith(capabilities)) {
      for (const action of shortestFirst) {
        const decision = decide(deployment, action, capabilities);
        if (decision.accepted || decision.error.error_code !== code) continue;
        const body = withPipelineName(decision.error, pipelineName);
        const example = { request: toRequest(action), deployment, capabilities, body };
        if (JSON.parse(examples[code]?.body ?? '{}').message === body.message) return example;
        first ??= example;
      }
    }
  }
  return first;
}

const json = (body) => `\`\`\`json\n${JSON.stringify(body, null, 2)}\n\`\`\``;
