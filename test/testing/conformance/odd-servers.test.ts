/**
 * Servers that are correct, and odd: slow, instant, restarted, behind gateways in trouble, with
 * words of their own. None may be accused. In virtual time, so that every run is the same.
 */
import { describe, expect, it } from 'vitest';
import {
  type ConformanceReport,
  checkConformance,
  describeConformance,
} from '../../../src/testing';
import { amount } from '../../tier';
import { inVirtualTime } from '../virtual-time';
import { scratchDriver } from './detection';
import { startInProcess } from './in-process-server';

// The lengths have no common divisor, so that all combinations occur within their product of runs.
const latencies = ['3000', '0', '1..4', '10..40', '500..6000'];
const gateways = ['0.2', '0.02', '0.1', '0'];
const others: readonly (readonly string[])[] = [
  ['--foreign'],
  ['--fault', 'restart'],
  ['--prefix', '/api/v2/tenants/blue/pipelines/', '--failures', '0.1', '--late', '0.5'],
];
/** By how much the time of day jumps again and again, in milliseconds. */
const jumps = [0, 3_600_000, -3_600_000, 86_400_000, -1, 0, 500];

/** `RUNS=300` is what the documents speak of; it takes minutes. */
const runs = Number(process.env.RUNS ?? amount({ usual: 1, deep: 30 }));

describe('a correct server is never accused', () => {
  const numbers = Array.from({ length: runs }, (_, index) => index + 1);

  it.each(numbers)('however odd it is (run %i)', async (number) => {
    const gateway = of(gateways, number);
    const fault = gateway === '0' ? [] : ['--fault', 'gateway', '--fault-rate', gateway];
    const args = ['--latency', of(latencies, number), ...of(others, number), ...fault];
    const report = await tested(number, args, of(jumps, number));
    expect(report.failure, `${args.join(' ')}: ${describeConformance(report)}`).toBeNull();
    expect(report.requests).toBeGreaterThan(20);
    // With more trouble than that, too little may be certain for a verdict.
    const isClear = Number(gateway) < 0.1 && !args.includes('--foreign');
    if (isClear) expect(report.outcome, describeConformance(report)).toBe('conforms');
  });
});

function of<Item>(list: readonly Item[], number: number): Item {
  return list[number % list.length] as Item;
}

function tested(seed: number, args: readonly string[], jump: number): Promise<ConformanceReport> {
  return inVirtualTime(async (clock) => {
    const started = startInProcess(clock, { seed, args });
    const jumping = async () => {
      for (;;) {
        await clock.sleep(1_700);
        clock.set(jump);
      }
    };
    void jumping();
    const prefix = args[args.indexOf('--prefix') + 1];
    const driver = await scratchDriver(started, args.includes('--prefix') ? prefix : undefined);
    const report = await checkConformance(driver, {
      ...{ seed, clock, budget: { walks: 3 }, pollEvery: 20 },
    });
    expect(started.complaints()).toBe('');
    return report;
  });
}
