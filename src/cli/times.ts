/** Times as the command line reads and writes them. */
import type { Span } from '../simulator';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A time such as 500ms, 30s or 5m, in milliseconds; NaN where it is none. Pure. */
export function milliseconds(text: string): number {
  const [, number, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

/** In words: 2s, or 200ms where it is no whole number of seconds. Pure. */
export function timeText(time: number): string {
  return time % 1_000 === 0 ? `${time / 1_000}s` : `${time}ms`;
}

/** In words: 200ms..2s. Pure. */
export function spanText({ least, most }: Span): string {
  return least === most ? timeText(least) : `${timeText(least)}..${timeText(most)}`;
}
