/** Runs conformance tests of pipelines in memory, in virtual time and with a budget of work. */
import {
  type ConformanceOptions,
  type ConformanceReport,
  checkConformance,
  type LifecycleDriver,
} from '../../../src/testing';
import type { VirtualClock } from '../../host/virtual-clock';
import { inVirtualTime } from '../virtual-time';
import { type MemoryOptions, memoryDriver } from './memory-driver';

/** Options for tests that have to be over soon. */
export const quick = {
  budget: { walks: 100 },
  timeout: 200,
  patience: 500,
  pollEvery: 1,
  again: 500,
  extraWalks: 5,
};

/** Tests the pipeline of a driver, which may sleep on the clock. */
export function testedDriver(
  driverOn: (clock: VirtualClock) => LifecycleDriver,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  return inVirtualTime((clock) =>
    checkConformance(driverOn(clock), { ...quick, clock, ...options }),
  );
}

/** Tests a pipeline in memory. */
export function tested(
  memory: MemoryOptions,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  return testedDriver(() => memoryDriver(memory), options);
}
