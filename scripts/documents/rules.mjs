/** docs/rules.md: each rule with its source, and the properties that prove it. */
import { rejections, rules } from 'pipeline-lifecycle';
import { lifecycleProperties } from 'pipeline-lifecycle/verify';
import { links, list, page, wrapped } from './markdown.mjs';

const planes = {
  desired: {
    heading: 'Rules about actions',
    unnamed:
      'The truth table and the second implementation check it, in every deployment that can occur.',
  },
  status: {
    heading: 'Rules about observations',
    unnamed: 'The second implementation checks it, in every deployment that can occur.',
  },
  both: {
    heading: 'Rules about whole deployments',
    unnamed:
      'An exploration checks it: these rules together hold in exactly the deployments that can occur.',
  },
};

const origins = {
  live: 'how the live system behaves; see [interpretations](interpretations.md).',
  decision: 'our decision; see [interpretations](interpretations.md).',
};

const numbered = new Set(
  lifecycleProperties.map(({ line }) => line).filter((line) => Number(line) > 0),
);

/** The whole text of docs/rules.md. */
export function rulesPage() {
  return page('Rules', 'the catalogue of rules and the properties', [
    wrapped(
      `Each of the ${rules.length} rules that the machine follows: what it says, where it comes from, and which properties state it, or a part of it: each is proven over every state and every step. Every decision and every outcome names its rule. Where the documents leave something open, [interpretations](interpretations.md) says what was chosen and why.`,
    ),
    [...Object.values(planes).map(({ heading }) => heading), 'Properties']
      .map((heading) => `- [${heading}](#${heading.toLowerCase().replaceAll(' ', '-')})`)
      .join('\n'),
    ...Object.entries(planes).flatMap(([plane, { heading }]) => [
      `## ${heading}`,
      ...rules.filter((rule) => rule.plane === plane).flatMap(ruleSection),
    ]),
    '## Properties',
    wrapped(
      `The ${lifecycleProperties.length} properties that \`npm run verify\` proves. Each makes one claim; the numbers put together those that belong to one of ${numbered.size} safety rules.`,
    ),
    ...lifecycleProperties.flatMap(propertySection),
  ]);
}

function ruleSection({ id, plane, statement, source, document, quote }) {
  const rejection = rejections[id];
  const proving = lifecycleProperties.filter((each) => each.rules.includes(id));
  return [
    `### ${id}`,
    wrapped(statement),
    ...(rejection ? [`Answers ${rejection.httpStatus} ${links.code(rejection.code)}.`] : []),
    ...(source === 'document'
      ? [`Source: ${links.source(document)}.`, wrapped(quote, '> ')]
      : [`Source: ${origins[source]}`]),
    proving.length === 0
      ? wrapped(`No property names it. ${planes[plane].unnamed}`)
      : wrapped(
          `Proven, in whole or in part, by ${proving.map((each) => links.property(each.id)).join(', ')}.`,
        ),
  ];
}

function propertySection({ id, line, statement, rules: ids, needs = [] }) {
  return [
    `### ${id}`,
    wrapped(statement),
    list([
      `Part of: ${partOf(line)}.`,
      ...(ids.length > 0 ? [`Rules: ${ids.map(links.rule).join(', ')}.`] : []),
      ...(needs.length > 0 ? [`Only where the pipeline has: ${needs.join(', ')}.`] : []),
    ]),
  ];
}

function partOf(line) {
  if (line == null) return 'no numbered rule; it says what the catalogue says';
  return line === 'liveness' ? 'liveness' : `safety rule ${line}`;
}
