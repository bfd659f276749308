/** Sample pipelines: ordinary ones, and some that a table easily gets wrong. */

import { applyAction, applyObservation, createPipeline, type Pipeline } from '../../host';
import { deepFreeze, InvalidInputError } from '../../input';
import {
  type Action,
  type ErrorResponse,
  type Observation,
  parseDeployment,
} from '../../lifecycle';

/** Noon on a day of 2026, plus this many milliseconds. */
export function timeAt(milliseconds: number): number {
  return Date.UTC(2026, 0, 31, 12) + milliseconds;
}

/** A pipeline that was never started, created at this moment. */
export function fresh(name: string, moment = 0): Pipeline {
  return createPipeline(name, { now: timeAt(moment), id: `${name}-${moment}` });
}

/** A pipeline that a user has started, so that a worker has something to do. */
export function started(name: string, moment = 0): Pipeline {
  return called(fresh(name, moment), { type: 'start' }, moment + 1);
}

/** A pipeline that runs, in its first deployment, created at this moment. */
export function running(name: string, moment = 0): Pipeline {
  const started = called(fresh(name, moment), { type: 'start', initial: 'running' }, moment + 1);
  const provisioning = reported(started, { type: 'provisioning', generation: 1 }, moment + 2);
  return reported(provisioning, { type: 'running', generation: 1 }, moment + 3);
}

/** A pipeline that runs and is to be paused: it can be counted, and has something to do. */
export function pausing(name: string): Pipeline {
  return called(running(name), { type: 'pause' }, 4);
}

/** A pipeline that has failed with this error and is stopping. */
export function failed(name: string, error: ErrorResponse): Pipeline {
  return reported(running(name), { type: 'failed', error, generation: 1 }, 4);
}

/**
 * A running pipeline with one more checkpoint, which serves as a counter. It contains the mark, as
 * a time, so that two attempts to write the same count can be told apart.
 */
export function counted(pipeline: Pipeline, mark = 0): Pipeline {
  const checkpoint = countOf(pipeline) + 1;
  const next = reported(pipeline, { type: 'checkpointed', checkpoint, generation: 1 }, mark);
  const since = { ...next.since, deployment_initial: new Date(timeAt(mark)).toISOString() };
  return deepFreeze({ ...next, since });
}

/** The count of a pipeline that serves as a counter. */
export function countOf(pipeline: Pipeline | undefined): number {
  return pipeline?.deployment?.checkpoint ?? 0;
}

function called(pipeline: Pipeline, action: Action, moment: number): Pipeline {
  const { pipeline: next } = applyAction(pipeline, action, {
    capabilities: {},
    now: timeAt(moment),
  });
  return next ?? pipeline;
}

function reported(pipeline: Pipeline, observation: Observation, moment: number): Pipeline {
  const { pipeline: next, result } = applyObservation(pipeline, observation, {
    now: timeAt(moment),
  });
  if (result.accepted && next !== null) return next;
  // A store under test returned something other than a running pipeline.
  const allowed = `in a status to which ${observation.type} can be applied`;
  throw new InvalidInputError({ field: 'pipeline', value: pipeline, allowed });
}

const details = {
  nothing: null,
  yes: true,
  no: false,
  numbers: [0, -1, 0.1, 1e21, 1e-7, Number.MAX_SAFE_INTEGER],
  empty: { list: [], object: {}, text: '' },
  list: [[1, [2]], { inner: [null, { deep: ['three'] }] }],
  object: { '': 1, 'a.b': 2, $set: 3, constructor: 4, 'two words': { z: 1, a: 2 } },
  looksLike: ['2026-01-31', '00123', 'null', '1e3', '{"a":1}', ' spaces '],
};

const ordinary: ErrorResponse = {
  message: 'The pipeline failed.',
  error_code: 'OutOfMemory',
  details,
};

/** Pipelines with every kind of value that a deployment can have, by their peculiarity. */
export const samples: Readonly<Record<string, (name: string) => Pipeline>> = {
  'was never started': (name) => fresh(name),
  runs: (name) => running(name),
  'has a checkpoint': (name) => counted(running(name), 7),
  'has failed, with nested details': (name) => failed(name, ordinary),
  'was created in 1970': (name) => createPipeline(name, { now: 0, id: name }),
  'has numbers beyond 32 bits': (name) => {
    const pipeline = running(name);
    // The next start counts on from a generation, so the highest one is the last but one.
    const highest = Number.MAX_SAFE_INTEGER;
    const large = { checkpoint: highest, generation: highest - 1 };
    const deployment = parseDeployment({ ...pipeline.deployment, ...large });
    return deepFreeze({ ...pipeline, deployment });
  },
};

/** Texts that do not survive if characters, quotes or bytes are mistaken for something else. */
export const strangeTexts: Readonly<Record<string, string>> = {
  quotes: `'"\`\\ '' "" -- ; %s \${x} {{x}} <b>&amp;`,
  'white space': '  \t\r\n\v\f  \u00a0\u2028\u2029\ufeff',
  'letters of many scripts': 'Ünïcödé ёж 日本語 שלום',
  'composed and decomposed letters': '\u00e9 e\u0301',
  'characters beyond 16 bits': '\u{1f680} \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{10ffff}',
  'control characters': '\u0001\u001f\u007f\u0085',
  'the character 0': 'before\u0000after',
  'a long text': 'long '.repeat(2_000),
};
