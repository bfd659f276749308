/** The options of a check of a history. */
import {
  type DialectOption,
  type ForeignStatuses,
  parseDialect,
  parseForeignStatuses,
} from '../dialect';
import { callable, member, optionsOf, text, throwFirst } from '../input';
import { type Capabilities, fullCapabilities, parseCapabilities } from '../lifecycle';
import type { OnPossible } from './possible';

/** The name, the beginning and the capabilities of a recorded history. */
export interface HistoryOptions {
  /** The name of the history in messages, usually its file. Default: `history`. */
  readonly source?: string;
  /** The beginning of the history: a pipeline that was never started (default), or any state. */
  readonly from?: 'new' | 'anywhere';
  /** The capabilities that the history itself does not mention. Default: all of them. */
  readonly capabilities?: Partial<Capabilities>;
  /** The meanings of statuses beyond the eight, in addition to `foreignStatuses`. */
  readonly statuses?: ForeignStatuses;
  /**
   * The dialect of the server: the id of a known one, or your own. Default: `documents`, which has
   * no deviations.
   */
  readonly dialect?: DialectOption | undefined;
  /**
   * True to report a line as a violation if it is legal only because of something that hardly ever
   * happens, such as a failure that no line shows. Default: false, which makes a remark of it.
   */
  readonly strict?: boolean;
  /** Called with the deployments that each line leaves possible; see `OnPossible`. */
  readonly onPossible?: OnPossible | undefined;
}

/** Returns the options, checked and complete. Throws InvalidInputError. */
export function historyOptions(options: HistoryOptions) {
  const names = [
    'source',
    'from',
    'capabilities',
    'statuses',
    'strict',
    'dialect',
    'onPossible',
  ] as const;
  const given = optionsOf(options, names, 'a check');
  const { source = 'history', from = 'new', strict = false, onPossible } = given;
  throwFirst([
    ...text('source', source),
    ...member('from', from, ['new', 'anywhere']),
    ...member('strict', strict, [true, false]),
    ...(onPossible === undefined ? [] : callable('onPossible', onPossible)),
  ]);
  const capabilities = parseCapabilities(given.capabilities ?? fullCapabilities);
  const statuses = parseForeignStatuses(given.statuses);
  const dialect = parseDialect(given.dialect);
  return { source, from, capabilities, statuses, strict, dialect, onPossible };
}
