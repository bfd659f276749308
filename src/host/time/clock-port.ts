/** The clock as a port: its check, and how durations are measured by it. */
import { callable, type Problem, port } from '../../input';
import type { Clock } from './clock';

/** Returns problems unless the value is a clock; `monotonic` is optional. */
export function clockProblems(value: unknown): Problem[] {
  const { monotonic }: Partial<Clock> = Object(value);
  return [
    ...port('clock', value, ['now', 'sleep']),
    ...(monotonic === undefined ? [] : callable('clock.monotonic', monotonic)),
  ];
}

/**
 * Returns milliseconds since any moment. The difference of two is a duration, even if somebody has
 * set the time of day in between.
 */
export function monotonicTime(clock: Clock): number {
  return clock.monotonic === undefined ? clock.now() : clock.monotonic();
}
