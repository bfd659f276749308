/**
 * Model-based commands for `fc.modelRun` and `fc.asyncModelRun`: one arbitrary for each action, for
 * each observation that a runner can report, and for a poll; and journeys, which are several in a
 * row. The model is the library's own deployment.
 *
 *     const commands = fc.commands(lifecycleCommands(), { maxCommands: 100, size: 'max' });
 *     fc.property(commands, (each) =>
 *       fc.modelRun(() => ({ model: new LifecycleModel(), real: myPipeline() }), each),
 *     );
 *
 * Ask for many: a report is left out of a run if it could not be applied to the model.
 */
import fc from 'fast-check';
import { member, optionsOf, throwFirst } from '../../input';
import {
  actionTypes,
  type Observation,
  type ObservationType,
  observations,
  observationTypes,
} from '../../lifecycle';
import { anyAction } from '../arbitraries';
import { errorWithCode } from '../script';
import {
  type AsyncLifecycleUnderTest,
  callExchange,
  type Exchange,
  type LifecycleUnderTest,
  pollExchange,
  reportExchange,
} from './exchange';
import { anyDeparture, anyStop, type Journey } from './journeys';
import type { LifecycleModel } from './model';

/** The choice of commands. */
export interface LifecycleCommandsOptions {
  /** Include reports of the runner. By default true. */
  readonly reports?: boolean | undefined;
  /** Include stale reports: late, repeated, or of another generation. By default true. */
  readonly stale?: boolean | undefined;
}

/**
 * Commands for `fc.modelRun`, to be passed to `fc.commands`. Journeys stand several times among
 * them, because each command of the array is as likely. Throws InvalidInputError.
 */
export function lifecycleCommands(
  options: LifecycleCommandsOptions = {},
): fc.Arbitrary<fc.Command<LifecycleModel, LifecycleUnderTest>>[] {
  return journeysOf(options).map((journeys) =>
    journeys.map(({ exchanges, makesSense }) => ({
      check: makesSense,
      run: (model: LifecycleModel, real: LifecycleUnderTest) => {
        for (const { ask, settle } of exchanges) settle(model, ask(real));
      },
      toString: () => linesOf(exchanges),
    })),
  );
}

/** Commands for `fc.asyncModelRun`, to be passed to `fc.commands`. Throws InvalidInputError. */
export function asyncLifecycleCommands(
  options: LifecycleCommandsOptions = {},
): fc.Arbitrary<fc.AsyncCommand<LifecycleModel, AsyncLifecycleUnderTest>>[] {
  return journeysOf(options).map((journeys) =>
    journeys.map(({ exchanges, makesSense }) => ({
      check: makesSense,
      run: async (model: LifecycleModel, real: AsyncLifecycleUnderTest) => {
        for (const { ask, settle } of exchanges) settle(model, await ask(real));
      },
      toString: () => linesOf(exchanges),
    })),
  );
}

function linesOf(exchanges: readonly Exchange[]): string {
  return exchanges.map(({ line }) => line).join('\n');
}

/** How often journeys stand among the commands, of which there are 19 besides. */
const [departures, stops] = [10, 4];

function journeysOf(options: LifecycleCommandsOptions): fc.Arbitrary<Journey>[] {
  const given = optionsOf(options, ['reports', 'stale'], 'a set of commands');
  const { reports = true, stale = true } = given;
  throwFirst([
    ...member('reports', reports, [true, false]),
    ...member('stale', stale, [true, false]),
  ]);
  const single = [
    ...actionTypes.map((type) => anyAction(type).map(callExchange).map(alone)),
    ...(reports ? observationTypes : []).map((type) => anyReport(type, stale)),
    fc.constant(alone(pollExchange)),
  ];
  if (!reports) return single;
  const [departure, stop] = [anyDeparture(), anyStop()];
  return [...single, ...Array(departures).fill(departure), ...Array(stops).fill(stop)];
}

/** A single exchange, which makes sense everywhere: refused actions are tested as well. */
function alone(exchange: Exchange): Journey {
  return { exchanges: [exchange], makesSense: () => true };
}

/** Reports of a type. A stale one is admitted only now and then, or a run would get nowhere. */
function anyReport(type: ObservationType, stale: boolean): fc.Arbitrary<Journey> {
  const { carries } = observations[type];
  const payload: fc.Arbitrary<object> = {
    nothing: fc.constant({}),
    error: fc.constant({ error: errorWithCode('OutOfMemory') }),
    checkpoint: fc.nat({ max: 9 }).map((checkpoint) => ({ checkpoint })),
  }[carries ?? 'nothing'];
  const usual = fc.constant({ mayBeStale: false });
  const late = fc.oneof(
    fc.constant({ mayBeStale: true }),
    fc.nat({ max: 3 }).map((generation) => ({ mayBeStale: true, generation })),
  );
  const manner: fc.Arbitrary<{ readonly mayBeStale: boolean; readonly generation?: number }> = stale
    ? fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: late })
    : usual;
  return fc.tuple(payload, manner).map(([carried, { mayBeStale, ...fence }]) => {
    const observation = { type, ...carried, ...fence } as Observation;
    const makesSense = (model: Readonly<LifecycleModel>) =>
      mayBeStale || model.canApply(observation);
    return { exchanges: [reportExchange(observation)], makesSense };
  });
}
