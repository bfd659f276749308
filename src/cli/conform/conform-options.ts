/** The options of `conform`. */
import { join, parse } from 'node:path';
import type { Capabilities } from '../../lifecycle';
import type { ConformanceBudget } from '../../testing/conformance';
import type { ForeignStatuses } from '../../trace';
import type { DialectChoice } from '../dialects';

/** The options of `conform`; times are in milliseconds. */
export interface ConformOptions {
  readonly pipeline: string;
  readonly apiKeyEnv: string | undefined;
  readonly prefix: string | undefined;
  readonly budget: number | undefined;
  readonly walks: number | undefined;
  readonly calls: number | undefined;
  readonly timeout: number;
  readonly patience: number;
  readonly seed: number;
  /** True if a remark counts as a violation. */
  readonly strict: boolean;
  readonly keepGoing: boolean;
  readonly clients: number;
  readonly report: string | undefined;
  readonly history: string;
  readonly capabilities: Capabilities;
  readonly statuses: ForeignStatuses;
  readonly dialect: DialectChoice;
  readonly json: boolean;
}

/**
 * Returns the budget. An amount of work does not limit the time, so that a test can be repeated.
 */
export function budgetIn({
  budget: milliseconds,
  walks,
  calls,
}: ConformOptions): ConformanceBudget {
  if (milliseconds === undefined && walks === undefined && calls === undefined) {
    return { milliseconds: 60_000 };
  }
  return { milliseconds, walks, calls };
}

/** The file of each history: `conformance.jsonl`, `conformance-2.jsonl`, and so on. */
export function historyFile({ history }: ConformOptions, index: number): string {
  if (index === 0) return history;
  const { dir, name, ext } = parse(history);
  return join(dir, `${name}-${index + 1}${ext}`);
}
