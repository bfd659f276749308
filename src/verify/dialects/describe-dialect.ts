/** The proof of a dialect in words. */
import { readResult } from '../../input';
import { toStory } from '../counterexample';
import type { DialectProof } from './verify-dialect';

/** Describes the proof as text. Pure. Throws InvalidInputError for anything else. */
export function describeDialectProof(proof: DialectProof): string {
  return readResult('proof', proof, 'a result of verifyDialect', inWords);
}

function inWords({ dialect, checked, givenUp, unclaimed, kept, deviations }: DialectProof): string {
  const rows = deviations.map(({ deviation: { id }, broken }) => {
    const ids = broken.map(({ property }) => property.id);
    return `${id}: ${ids.length === 0 ? 'keeps every safety property' : `breaks ${ids.join(', ')}`}`;
  });
  const stories = deviations.flatMap(({ broken }) =>
    broken
      .filter(({ property }) => unclaimed.includes(property.id))
      .map(({ counterexample }) => `\n${toStory(counterexample)}`),
  );
  return [
    ...rows,
    '',
    `Dialect ${dialect}: ${deviations.length} deviations, each with ${checked.length} safety properties.`,
    `Given up: ${givenUp.length === 0 ? 'none' : givenUp.join(', ')}.`,
    ...(unclaimed.length === 0 ? [] : [`Broken, and not given up: ${unclaimed.join(', ')}.`]),
    ...(kept.length === 0 ? [] : [`Given up, although it holds: ${kept.join(', ')}.`]),
    ...stories,
  ].join('\n');
}
