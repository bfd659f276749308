/** Pipelines and events as the clients of the live system read them. */
import type { Pipeline } from '../../host';
import { toWire } from '../../http';
import { deployed } from '../../lifecycle/rules';
import type { KeptPipelines, MonitorEvent } from './kept';
import { liveVersion } from './version';

/** How much of a pipeline a client asks for. */
export type Selector = 'all' | 'status';

/** Returns a pipeline in the words of the live system. */
export function livePipeline(
  pipeline: Pipeline,
  kept: KeptPipelines,
  selector: Selector,
): Record<string, unknown> {
  const { program_version, version, ...given } = kept.programOf(pipeline);
  const { description = '', tags = [], ...program } = given;
  const { deployment_resources_desired_status: desired, ...wire } = toWire(pipeline);
  return {
    ...{ description, tags },
    ...(selector === 'all' ? program : {}),
    ...wire,
    ...runtimeOf(pipeline),
    deployment_status: runtimeWord(pipeline),
    deployment_resources_desired_status: resourcesDesired(desired),
    storage_status: kept.storageOf(pipeline),
    ...{ program_status: 'Success', program_status_since: pipeline.createdAt },
    ...{ program_version, version, platform_version: liveVersion },
    ...(selector === 'all' ? { program_error: {}, program_info: null } : {}),
  };
}

/** Returns an event in the words of the live system. */
export function liveEvent(
  { event_id, recorded_at, pipeline, storage }: MonitorEvent,
  selector: Selector,
): Record<string, unknown> {
  const { deployment } = pipeline;
  const wire = toWire(pipeline);
  return {
    ...{ event_id, recorded_at },
    deployment_resources_status: wire.deployment_resources_status,
    deployment_resources_desired_status: resourcesDesired(wire.deployment_resources_desired_status),
    ...runtimeOf(pipeline),
    deployment_has_error: deployment.error !== null,
    ...(selector === 'all' ? { deployment_error: deployment.error } : {}),
    ...{ program_status: 'Success', storage_status: storage },
  };
}

/** The status and the desired status of the process; null without one. */
function runtimeOf(pipeline: Pipeline) {
  const isUp = deployed(pipeline.deployment);
  return {
    deployment_runtime_status: isUp ? runtimeWord(pipeline) : null,
    deployment_runtime_desired_status: isUp ? pipeline.deployment.desiredStatus : null,
  };
}

/** A pipeline that is Suspending is Suspended there until it stops. */
function runtimeWord({ deployment: { status } }: Pipeline): string {
  return status === 'Suspending' ? 'Suspended' : status;
}

/** Only Stopped and Provisioned are known there. */
function resourcesDesired(desired: unknown): unknown {
  return desired === 'Suspended' ? 'Provisioned' : desired;
}
