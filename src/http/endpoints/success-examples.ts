/** Examples of successful answers, for OpenAPI: a pipeline that the real functions brought up. */
import { applyAction, applyObservation, createPipeline, type Pipeline } from '../../host';

const created = Date.parse('2026-01-31T12:00:00.000Z');

/** Returns a pipeline that was just created. Pure. */
export function newPipelineExample(): Pipeline {
  return createPipeline('orders', { now: created, id: '0b6f7f5e-1f3c-4f0e-9c1a-5d2f8e7a9b10' });
}

/** Returns a pipeline that runs and has made a checkpoint. Pure. */
export function pipelineExample(): Pipeline {
  let pipeline = newPipelineExample();
  const keep = ({ pipeline: changed }: { readonly pipeline: Pipeline | null }) => {
    pipeline = changed ?? pipeline;
  };
  keep(applyAction(pipeline, { type: 'start' }, { capabilities: {}, now: created + 1_000 }));
  keep(applyObservation(pipeline, { type: 'provisioning' }, { now: created + 2_000 }));
  keep(applyObservation(pipeline, { type: 'running' }, { now: created + 8_000 }));
  const checkpointed = { type: 'checkpointed', checkpoint: 42 } as const;
  keep(applyObservation(pipeline, checkpointed, { now: created + 60_000 }));
  return pipeline;
}
