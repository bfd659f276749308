/** The words of readings: which statuses each may stand for, and by which deviation. */
import { type NonEmpty, oneOf, type Problem } from '../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
} from '../lifecycle';
import type { Deviation, Dialect, DialectWord } from './dialect';
import { type ForeignStatuses, foreignDesired, foreignStatuses } from './statuses';

/** A word for a status. */
export interface Word<Status> {
  readonly statuses: NonEmpty<Status>;
  /** Those that it may stand for without a deviation. */
  readonly documented: readonly Status[];
  /** The deviation by which it may stand for the others; null if there is none. */
  readonly deviation: Deviation | null;
}

/** The words that a reading may have. */
export interface Words {
  readonly statuses: ReadonlyMap<unknown, Word<DeploymentStatus>>;
  readonly desired: ReadonlyMap<unknown, Word<DesiredStatus>>;
  /** True if there are words that stand for something only by a deviation. */
  readonly isDeviating: boolean;
}

/** The words of a dialect, and those of a user in addition. */
export function wordsOf(dialect: Dialect, own: ForeignStatuses = {}): Words {
  const statuses = wordTable(deploymentStatuses, foreignStatuses, dialect.statuses, own);
  const desired = wordTable(desiredStatuses, foreignDesired, dialect.desired.words, {});
  const all = [...statuses.values(), ...desired.values()];
  return { statuses, desired, isDeviating: all.some(({ deviation }) => deviation !== null) };
}

function wordTable<Status extends string>(
  ours: readonly Status[],
  foreign: Readonly<Record<string, readonly Status[]>>,
  ofDialect: Readonly<Record<string, DialectWord<Status>>>,
  own: Readonly<Record<string, readonly Status[]>>,
): ReadonlyMap<unknown, Word<Status>> {
  const table = new Map<unknown, Word<Status>>();
  const plain = (names: Readonly<Record<string, readonly Status[]>>) => {
    for (const [name, statuses] of Object.entries(names)) {
      table.set(name, wordFor(statuses, statuses, null));
    }
  };
  plain(foreign);
  for (const [name, { standsFor, deviation }] of Object.entries(ofDialect)) {
    const documented = deviation === null ? standsFor : (foreign[name] ?? []);
    table.set(name, wordFor(standsFor, documented, deviation));
  }
  plain(own);
  // Nobody may give another meaning to one of ours.
  for (const each of ours) table.set(each, ownWords.get(each) as Word<Status>);
  return table;
}

/** Our statuses as words: the same objects in all tables, so that claims are known again. */
const ownWords: ReadonlyMap<string, Word<string>> = /* @__PURE__ */ new Map(
  [...deploymentStatuses, ...desiredStatuses].map((each) => {
    const alone = Object.freeze([each]);
    return [each, wordFor(alone, alone, null)];
  }),
);

function wordFor<Status>(
  statuses: readonly Status[],
  documented: readonly Status[],
  deviation: Deviation | null,
): Word<Status> {
  return Object.freeze({ statuses: statuses as NonEmpty<Status>, documented, deviation });
}

/** A word, or the problem with another value. */
export type Meaning<Status> =
  | { readonly word: Word<Status>; readonly problem: null }
  | { readonly word: null; readonly problem: Problem };

/** The word that a value of `deployment_status` is, or the problem with it. */
export function statusWord(value: unknown, { statuses }: Words): Meaning<DeploymentStatus> {
  const how = 'mapped with the option `statuses` (on the command line --status), or ';
  return meaningOf('deployment_status', value, statuses, how, deploymentStatuses);
}

/** The word that a value of `deployment_desired_status` is, or the problem with it. */
export function desiredWord(value: unknown, { desired }: Words): Meaning<DesiredStatus> {
  return meaningOf('deployment_desired_status', value, desired, '', desiredStatuses);
}

function meaningOf<Status extends string>(
  field: string,
  value: unknown,
  table: ReadonlyMap<unknown, Word<Status>>,
  how: string,
  ours: readonly Status[],
): Meaning<Status> {
  const word = table.get(value);
  if (word !== undefined) return { word, problem: null };
  return { word: null, problem: { field, value, allowed: `${how}${oneOf(ours)}` } };
}

/** A word for a status that stands for some statuses only by a deviation. */
export interface SeenWord {
  readonly field: 'status' | 'desiredStatus';
  readonly word: string;
  /** The statuses that it stands for without the deviation. */
  readonly documented: readonly string[];
  readonly deviation: Deviation;
}

/** The words of a reading that stand for something only by a deviation, if there are any. Pure. */
export function seenWords(
  status: unknown,
  desiredStatus: unknown,
  { statuses, desired, isDeviating }: Words,
): readonly SeenWord[] | undefined {
  if (!isDeviating) return undefined;
  const found = [
    ...seenWord('status', status, statuses.get(status)),
    ...seenWord('desiredStatus', desiredStatus, desired.get(desiredStatus)),
  ];
  return found.length === 0 ? undefined : found;
}

function seenWord(
  field: SeenWord['field'],
  value: unknown,
  word: Word<string> | undefined,
): readonly SeenWord[] {
  if (word === undefined || word.deviation === null) return [];
  const { documented, deviation } = word;
  return [{ field, word: value as string, documented, deviation }];
}
