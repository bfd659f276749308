/** The public types of the table, as exact as they are promised. Nothing here runs. */
import type {
  Action,
  Capabilities,
  CompleteAction,
  Deployment,
  ErrorCode,
  Observation,
  RefusalStatus,
  RuleId,
} from 'pipeline-lifecycle';
import { compile, type Table, type TableVerdict } from 'pipeline-lifecycle/table';
import { describe, expectTypeOf, test } from 'vitest';

declare const table: Table;
declare const verdict: TableVerdict;
declare const deployment: Deployment;

describe('compile', () => {
  test('takes some capabilities, or none', () => {
    expectTypeOf(compile).toEqualTypeOf<(capabilities?: Partial<Capabilities>) => Table>();
    expectTypeOf(compile()).toEqualTypeOf<Table>();
    compile({ standby: false });
    // @ts-expect-error: no such capability.
    compile({ standbye: false });
    // @ts-expect-error: a capability is there or not.
    compile({ standby: 'no' });
  });
});

describe('a table', () => {
  test('has exactly its fields, all of them readonly', () => {
    expectTypeOf<keyof Table>().toEqualTypeOf<
      | 'capabilities'
      | 'stateCount'
      | 'eventCount'
      | 'encode'
      | 'decode'
      | 'encodeEvent'
      | 'decodeEvent'
      | 'step'
      | 'verdict'
      | 'stepFleet'
    >();
    expectTypeOf<Pick<Table, 'capabilities' | 'stateCount' | 'eventCount'>>().toEqualTypeOf<{
      readonly capabilities: Capabilities;
      readonly stateCount: number;
      readonly eventCount: number;
    }>();
    // @ts-expect-error: frozen.
    table.stateCount = 1;
    // @ts-expect-error: frozen.
    table.capabilities.standby = false;
  });

  test('encodes and decodes states', () => {
    expectTypeOf(table.encode).toEqualTypeOf<(deployment: Deployment) => number>();
    expectTypeOf(table.decode).toEqualTypeOf<(state: number) => Deployment>();
    // @ts-expect-error: a field that is left out.
    table.encode({ status: 'Stopped' });
    // @ts-expect-error: a state is a number.
    table.decode('0');
    // @ts-expect-error: frozen.
    table.decode(0).status = 'Running';
  });

  test('encodes and decodes events', () => {
    expectTypeOf(table.encodeEvent).toEqualTypeOf<
      (event: Action | Observation, generation?: number) => number
    >();
    expectTypeOf(table.decodeEvent).toEqualTypeOf<
      (event: number) => CompleteAction | Observation
    >();
    table.encodeEvent({ type: 'start' });
    table.encodeEvent({ type: 'checkpointed', checkpoint: 3, generation: 2 }, 2);
    // @ts-expect-error: no such event.
    table.encodeEvent({ type: 'launch' });
    // @ts-expect-error: it carries a checkpoint.
    table.encodeEvent({ type: 'checkpointed' });
    // @ts-expect-error: a generation is a number.
    table.encodeEvent({ type: 'running' }, '2');
  });

  test('tells an action from an observation by the type of the decoded event', () => {
    const event = table.decodeEvent(0);
    if (event.type === 'stop') expectTypeOf(event.force).toEqualTypeOf<boolean>();
    if (event.type === 'checkpointed') expectTypeOf(event.checkpoint).toEqualTypeOf<number>();
    if (event.type === 'start') {
      expectTypeOf(event.initial).toEqualTypeOf<'standby' | 'paused' | 'running'>();
    }
    // @ts-expect-error: only once the type is known.
    event.force;
  });

  test('steps from number to number', () => {
    expectTypeOf(table.step).toEqualTypeOf<(state: number, event: number) => number>();
    expectTypeOf(table.verdict).toEqualTypeOf<(state: number, event: number) => TableVerdict>();
    // @ts-expect-error: a deployment is encoded first.
    table.step(deployment, 0);
    // @ts-expect-error: so is an event.
    table.step(0, { type: 'start' });
  });

  test('steps fleets in arrays of their kind', () => {
    expectTypeOf(table.stepFleet).toEqualTypeOf<
      (states: Uint16Array, events: Uint8Array | Uint16Array) => number
    >();
    table.stepFleet(new Uint16Array(1), new Uint8Array(1));
    table.stepFleet(new Uint16Array(1), new Uint16Array(1));
    // @ts-expect-error: states do not fit into bytes.
    table.stepFleet(new Uint8Array(1), new Uint8Array(1));
    // @ts-expect-error: plain arrays are not stepped.
    table.stepFleet([0], [0]);
  });
});

test('a verdict has exactly its fields', () => {
  expectTypeOf<TableVerdict>().toEqualTypeOf<{
    readonly accepted: boolean;
    readonly rule: RuleId;
    readonly httpStatus: 202 | RefusalStatus | null;
    readonly errorCode: ErrorCode | null;
  }>();
  expectTypeOf<TableVerdict['httpStatus']>().toEqualTypeOf<202 | 400 | 405 | 501 | 503 | null>();
  // @ts-expect-error: frozen.
  verdict.accepted = true;
});
