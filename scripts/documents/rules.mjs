/** docs/rules.md: each rule with its source, and the properties that prove it. */
import { refusals, rules } from 'pipeline-lifecycle';
import { lifecycleProperties } from 'pipeline-lifecycle/verify';
import { links, list, page, wrapped } from './markdown.mjs';

const planes = {
  desired: {
    heading: 'Rules about actions',
    unnamed:
      'The truth table and the second implementation check it in every deployment that can occur.',
  },
  status: {
    heading: 'Rules about observations',
    unnamed: 'The second implementation checks it in every deployment that can occur.',
  },
  both: {
    heading: 'Rules about whole deployments',
    unnamed:
      'An exploration checks it: together, these rules hold in exactly the deployments that can occur.',
  },
};

const origins = {
  live: 'the live system; see [interpretations](interpretations.md).',
  decision: 'our decision; see [interpretations](interpretations.md).',
};

const numbered = new Set(
  lifecycleProperties.map((each) => each.requirement).filter((each) => Number(each) > 0),
);

/** The whole text of docs/rules.md. */
export function rulesPage() {
  return page('Rules', 'the catalogue of rules and the properties', [
    wrapped(
      `The machine follows ${rules.length} rules. Of each, this page has what it says, where it comes from, and the properties that state it or a part of it; each property is proven over every state and every step. Every decision and every outcome names its rule. If the documents leave something open, [interpretations](interpretations.md) says what we chose and why.`,
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
      `\`npm run verify\` proves ${lifecycleProperties.length} properties. Each makes one claim. A number says to which of the ${numbered.size} safety rules a property belongs.`,
    ),
    ...lifecycleProperties.flatMap(propertySection),
  ]);
}

function ruleSection({ id, plane, statement, source, document, quote }) {
  const refusal = refusals[id];
  const proving = lifecycleProperties.filter((each) => each.rules.includes(id));
  return [
    `### ${id}`,
    wrapped(statement),
    ...(refusal ? [`Answer: ${refusal.httpStatus} ${links.code(refusal.code)}.`] : []),
    ...(source === 'document'
      ? [`Source: the document of ${document}.`, wrapped(quote, '> ')]
      : [`Source: ${origins[source]}`]),
    proving.length === 0
      ? wrapped(`No property names this rule. ${planes[plane].unnamed}`)
      : wrapped(
          `Proven, in whole or in part, by ${proving.map((each) => links.property(each.id)).join(', ')}.`,
        ),
  ];
}

function propertySection({ id, requirement, statement, rules: ids, needs = [] }) {
  return [
    `### ${id}`,
    wrapped(statement),
    list([
      `Part of: ${partOf(requirement)}.`,
      ...(ids.length > 0 ? [`Rules: ${ids.map(links.rule).join(', ')}.`] : []),
      ...(needs.length > 0 ? [`Applies if the pipeline has: ${needs.join(', ')}.`] : []),
    ]),
  ];
}

function partOf(requirement) {
  if (requirement == null) return 'no numbered rule, only of the catalogue';
  return requirement === 'liveness' ? 'liveness' : `safety rule ${requirement}`;
}
