/** Reads a dialect: the id of a known one, or one that a user has written. */
import {
  callable,
  fieldsOf,
  InvalidInputError,
  isFields,
  itemsOf,
  member,
  throwFirst,
  unknownFields,
} from '../input';
import {
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  parseDeployment,
  parseObservation,
} from '../lifecycle';
import { answersByTable } from './answer-tables';
import type {
  AskedAnswers,
  AskedMoves,
  DeviatingAnswer,
  DeviatingMove,
  Deviation,
  Dialect,
  DialectDeclaration,
  DialectOption,
  DialectWord,
} from './dialect';
import { feldera } from './feldera';
import { nonEmpty, parseDeviation } from './parse-deviation';
import { actionsIn } from './requests';
import { statusList } from './statuses';

const parsed = new WeakSet<object>();

const names = ['id', 'source', 'statuses', 'desired', 'answers', 'moves', 'givesUp'];

/** The default dialect: the documents, without any deviation. */
export const documents: Dialect = dialectOf({ id: 'documents', source: 'the documents' });

const known = new Map<string, Dialect>();

/** The declarations of the dialects that can be named by their id. */
const declarations: readonly DialectDeclaration[] = [feldera];

/** The ids of the known dialects. */
export const dialectIds: readonly string[] = Object.freeze([
  documents.id,
  ...declarations.map(({ id }) => id),
]);

/**
 * Returns a dialect, checked and complete: one that is known by its id, or one that a user has
 * declared. The same object for the same id, and for what this has returned. Throws
 * InvalidInputError for an unknown id and for a malformed dialect.
 */
export function parseDialect(value: DialectOption = documents): Dialect {
  if (typeof value === 'string') return dialectNamed(value);
  return parsed.has(value) ? (value as Dialect) : dialectOf(value);
}

function dialectNamed(id: string): Dialect {
  if (id === documents.id) return documents;
  const declared = declarations.find((each) => each.id === id);
  if (declared === undefined) {
    const allowed = `one of ${dialectIds.join(', ')}, or a dialect of your own`;
    throw new InvalidInputError({ field: 'dialect', value: id, allowed });
  }
  const dialect = known.get(id) ?? dialectOf(declared);
  known.set(id, dialect);
  return dialect;
}

function dialectOf(value: unknown): Dialect {
  if (!isFields(value)) {
    const allowed = `one of documents, feldera, or an object`;
    throw new InvalidInputError({ field: 'dialect', value, allowed });
  }
  const given = fieldsOf(value, 'dialect', 'a dialect', 'dialect.');
  const { id, source, answers = [], moves = () => [] } = given;
  throwFirst([
    ...unknownFields(given, names, 'a dialect', 'dialect.'),
    ...nonEmpty('dialect.id', id),
    ...nonEmpty('dialect.source', source),
    ...callable('dialect.moves', moves),
  ]);
  const asked =
    typeof answers === 'function'
      ? (answers as AskedAnswers)
      : answersByTable(answers, 'dialect.answers');
  const dialect: Dialect = Object.freeze({
    id: id as string,
    source: source as string,
    statuses: wordsIn(given.statuses, 'dialect.statuses', deploymentStatuses),
    desired: desiredIn(given.desired),
    answers: checkedAnswers(asked),
    moves: checkedMoves(moves as AskedMoves),
    givesUp: idsIn(given.givesUp),
  });
  parsed.add(dialect);
  return dialect;
}

function desiredIn(value: unknown = {}): Dialect['desired'] {
  const field = 'dialect.desired';
  const given = fieldsOf(value, field, 'an object { words, lag }', `${field}.`);
  throwFirst(
    unknownFields(given, ['words', 'lag'], 'the desired status of a dialect', `${field}.`),
  );
  return Object.freeze({
    words: wordsIn(given.words, `${field}.words`, desiredStatuses),
    lag: given.lag === undefined ? null : lagIn(given.lag, `${field}.lag`),
  });
}

function lagIn(value: unknown, field: string): Dialect['desired']['lag'] {
  const { after, statuses, ...named } = fieldsOf(value, field, 'a deviation', `${field}.`);
  const deviation = parseDeviation(named, field);
  return Object.freeze({
    deviation,
    after: actionsIn(after, `${field}.after`),
    statuses: statusList(statuses ?? deploymentStatuses, `${field}.statuses`, deploymentStatuses),
  });
}

function wordsIn<Status extends string>(
  value: unknown = {},
  field: string,
  statuses: readonly Status[],
): Readonly<Record<string, DialectWord<Status>>> {
  const given = fieldsOf(value, field, 'an object', `${field}.`);
  for (const [name, word] of Object.entries(given)) {
    if ((statuses as readonly string[]).includes(name)) {
      const allowed = 'a word beyond ours';
      throw new InvalidInputError({ field: `${field}.${name}`, value: name, allowed });
    }
    given[name] = wordOf(word, `${field}.${name}`, statuses);
  }
  return Object.freeze(given) as Readonly<Record<string, DialectWord<Status>>>;
}

function wordOf<Status extends string>(
  value: unknown,
  field: string,
  statuses: readonly Status[],
): DialectWord<Status> {
  const items = itemsOf(value, field);
  if (items !== undefined) {
    return Object.freeze({ standsFor: statusList(items, field, statuses), deviation: null });
  }
  const { standsFor, ...named } = fieldsOf(value, field, 'a list, or a deviation', `${field}.`);
  const deviation: Deviation = parseDeviation(named, field);
  return Object.freeze({
    standsFor: statusList(standsFor, `${field}.standsFor`, statuses),
    deviation,
  });
}

function idsIn(value: unknown = []): readonly string[] {
  const field = 'dialect.givesUp';
  const items = itemsOf(value, field);
  if (items === undefined) {
    throw new InvalidInputError({ field, value, allowed: 'a list of the ids of properties' });
  }
  throwFirst(items.flatMap((each) => nonEmpty(field, each)));
  return Object.freeze(items) as readonly string[];
}

/** Checks what a function of the user's own returns, each time. */
function checkedAnswers(asked: AskedAnswers): AskedAnswers {
  return (deployment, action, capabilities) =>
    listFrom(asked(deployment, action, capabilities), 'dialect.answers()').map((each, index) =>
      answerIn(each, `dialect.answers()[${index}]`, deployment),
    );
}

function answerIn(value: unknown, field: string, before: Deployment): DeviatingAnswer {
  const given = fieldsOf(value, field, 'an answer', `${field}.`);
  const { httpStatus, errorCode } = given;
  const isRefusal = Number(httpStatus) >= 400;
  throwFirst([
    ...(Number.isInteger(httpStatus) && Number(httpStatus) >= 200 && Number(httpStatus) <= 599
      ? []
      : [{ field: `${field}.httpStatus`, value: httpStatus, allowed: 'a number from 200 to 599' }]),
    ...((typeof errorCode === 'string') === isRefusal
      ? []
      : [
          {
            field: `${field}.errorCode`,
            value: errorCode,
            allowed: 'a text from 400 on, else null',
          },
        ]),
  ]);
  const after = listFrom(given.after, `${field}.after`).map((each) => {
    const isSame = each === before;
    if (isRefusal && !isSame) {
      const allowed = 'the deployment before: a refusal changes nothing';
      throw new InvalidInputError({ field: `${field}.after`, value: each, allowed });
    }
    return isSame ? before : parseDeployment(each);
  });
  throwFirst(member(`${field}.isOccasional`, given.isOccasional ?? false, [true, false]));
  return {
    isOccasional: given.isOccasional === true,
    httpStatus: httpStatus as number,
    errorCode: isRefusal ? (errorCode as string) : null,
    after,
    deviation: parseDeviation(given.deviation, `${field}.deviation`),
  };
}

function checkedMoves(asked: AskedMoves): AskedMoves {
  return (deployment) =>
    listFrom(asked(deployment), 'dialect.moves()').map((value, index): DeviatingMove => {
      const field = `dialect.moves()[${index}]`;
      const given = fieldsOf(value, field, 'a move', `${field}.`);
      return {
        observation: parseObservation(given.observation),
        after: parseDeployment(given.after),
        deviation: parseDeviation(given.deviation, `${field}.deviation`),
      };
    });
}

function listFrom(value: unknown, field: string): readonly unknown[] {
  const items = itemsOf(value, field);
  if (items !== undefined) return items;
  throw new InvalidInputError({ field, value, allowed: 'an array' });
}
