/**
 * Verifies what a dialect adds: each deviation by itself is an implementation that answers, or
 * moves, as the deviation says wherever it can. So a rule that one of them breaks is named with it.
 */
import { type Deviation, type Dialect, type DialectOption, parseDialect } from '../../dialect';
import { deepFreeze, InvalidInputError } from '../../input';
import {
  type Capabilities,
  everyAction,
  everyCapabilities,
  reachableDeployments,
} from '../../lifecycle';
import {
  askLifecycle,
  type EventOutcome,
  exploreBy,
  isActionEvent,
  type OutcomeOf,
} from '../exploration';
import { type Counterexample, verifyExplored } from '../proof';
import { lifecycleProperties, type Property } from '../properties';

/** A safety property that a deviation breaks. */
export interface BrokenByDeviation {
  readonly property: Property;
  readonly counterexample: Counterexample;
}

/** A deviation, and the safety properties that it breaks. */
export interface DeviationProof {
  readonly deviation: Deviation;
  readonly broken: readonly BrokenByDeviation[];
}

/** The result of the verification of a dialect. */
export interface DialectProof {
  readonly dialect: string;
  /** True if exactly the properties are broken that the dialect gives up. */
  readonly holds: boolean;
  /** The ids of the safety properties that were checked. */
  readonly checked: readonly string[];
  /** Those that the dialect says it gives up. */
  readonly givenUp: readonly string[];
  /** Those that it breaks without saying so. */
  readonly unclaimed: readonly string[];
  /** Those that it says it gives up, although it keeps them. */
  readonly kept: readonly string[];
  /** Each deviation of answers and moves; words and what a poll shows late change no deployment. */
  readonly deviations: readonly DeviationProof[];
}

/**
 * Proves the safety properties for everything that a dialect adds to answers and moves, one
 * deviation at a time. Pure. Throws InvalidInputError for a malformed dialect, and if it gives up a
 * property that does not exist.
 */
export function verifyDialect(option: DialectOption): DialectProof {
  const dialect = parseDialect(option);
  const properties = lifecycleProperties.filter(isSafety);
  const checked = properties.map(({ id }) => id);
  const unknown = dialect.givesUp.find((id) => !checked.includes(id));
  if (unknown !== undefined) {
    const allowed = `ids of safety properties: ${checked.join(', ')}`;
    throw new InvalidInputError({ field: 'dialect.givesUp', value: unknown, allowed });
  }
  const deviations = occurrencesIn(dialect).map((each) => proofOf(each, dialect, checked));
  const broken = new Set(
    deviations.flatMap((each) => each.broken.map(({ property }) => property.id)),
  );
  const unclaimed = [...broken].filter((id) => !dialect.givesUp.includes(id));
  const kept = dialect.givesUp.filter((id) => !broken.has(id));
  return deepFreeze({
    dialect: dialect.id,
    holds: unclaimed.length + kept.length === 0,
    ...{ checked, givenUp: dialect.givesUp, unclaimed, kept, deviations },
  });
}

function isSafety({ kind, requirement, readsRules }: Property): boolean {
  return kind !== 'leadsTo' && requirement !== null && readsRules !== true;
}

/** A deviation, and the combinations of capabilities that show it. */
interface Occurrence {
  readonly deviation: Deviation;
  readonly combinations: readonly Capabilities[];
}

/** One combination, of those that lack the fewest capabilities, tells as much as all of them. */
const combinationsMax = 1;

function occurrencesIn(dialect: Dialect): readonly Occurrence[] {
  const found = new Map<string, { deviation: Deviation; combinations: Set<Capabilities> }>();
  const note = (deviation: Deviation, capabilities: Capabilities) => {
    const known = found.get(deviation.id) ?? { deviation, combinations: new Set() };
    known.combinations.add(capabilities);
    found.set(deviation.id, known);
  };
  for (const capabilities of everyCapabilities) {
    for (const deployment of reachableDeployments(capabilities)) {
      for (const { deviation } of dialect.moves(deployment)) note(deviation, capabilities);
      for (const action of everyAction) {
        const answers = dialect.answers(deployment, action, capabilities);
        for (const { deviation } of answers) note(deviation, capabilities);
      }
    }
  }
  return [...found.values()].map(({ deviation, combinations }) => {
    return { deviation, combinations: [...combinations].slice(0, combinationsMax) };
  });
}

function proofOf(
  { deviation, combinations }: Occurrence,
  dialect: Dialect,
  only: readonly string[],
): DeviationProof {
  const outcomeOf = deviating(dialect, deviation.id);
  const report = verifyExplored({ only, capabilities: combinations }, (capabilities) =>
    exploreBy(outcomeOf, capabilities),
  );
  const broken = report.properties.flatMap(({ property, counterexample }) =>
    counterexample === null ? [] : [{ property, counterexample }],
  );
  return { deviation, broken };
}

/** The outcomes of the lifecycle with one deviation, wherever it is possible. */
function deviating(dialect: Dialect, id: string): OutcomeOf {
  const isIt = ({ deviation }: { readonly deviation: Deviation }) => deviation.id === id;
  return (question) => {
    const { before, event, capabilities } = question;
    const own = askLifecycle(question);
    if (!isActionEvent(event)) {
      const move = dialect
        .moves(before)
        .find((each) => isIt(each) && each.observation.type === event.type);
      const applies = move !== undefined && isCurrent(event.generation, before.generation);
      return applies ? { ...own, accepted: true, after: move.after } : own;
    }
    const answer = dialect.answers(before, event, capabilities).find(isIt);
    if (answer === undefined) return own;
    const [after = before] = answer.after;
    const httpStatus = answer.httpStatus as EventOutcome['httpStatus'];
    const errorCode = answer.errorCode as EventOutcome['errorCode'];
    return { ...own, after, accepted: answer.httpStatus < 300, httpStatus, errorCode };
  };
}

function isCurrent(named: number | undefined, generation: number): boolean {
  return named === undefined || named === generation;
}
