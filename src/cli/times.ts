/** Times as the command line reads and writes them. */
import type { Latency } from '../simulator';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** Returns a time such as 500ms, 30s or 5m in milliseconds; NaN if it is malformed. Pure. */
export function timeInMilliseconds(text: string): number {
  const [, number, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

/** Writes a time: 2s, or 200ms if it is not a whole number of seconds. Pure. */
export function timeText(time: number): string {
  return time % 1_000 === 0 ? `${time / 1_000}s` : `${time}ms`;
}

/** Writes a latency: 200ms..2s. Pure. */
export function latencyText({ least, most }: Latency): string {
  return least === most ? timeText(least) : `${timeText(least)}..${timeText(most)}`;
}
