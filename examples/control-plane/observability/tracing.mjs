/**
 * OpenTelemetry spans, if the application brings `@opentelemetry/api` and registers a tracer, for
 * example with `node --import ./your-telemetry.mjs server.mjs`. Otherwise nothing is done.
 */

/** Returns the API of OpenTelemetry; undefined if it is not installed. */
export async function openTelemetry() {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Makes a function that does something within a span: `traced(name, attributes, act)`. An answer
 * to a request says in the span how it went.
 */
export function tracing(api) {
  if (api === undefined) return (_name, _attributes, act) => act();
  const tracer = api.trace.getTracer('pipeline-lifecycle');
  return (name, attributes, act) =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        const result = await act();
        if (result instanceof Response) {
          span.setAttribute('http.response.status_code', result.status);
          if (result.status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
        }
        return result;
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** Returns the executor with a span for each task. */
export function tracedExecutor(executor, traced) {
  const { connect, ...tasks } = executor;
  const within = Object.entries(tasks).map(([name, act]) => [
    name,
    (task) => traced(`pipeline ${name}`, attributesOf(task), () => act(task)),
  ]);
  return { connect, ...Object.fromEntries(within) };
}

function attributesOf({ pipelineName, pipelineId, deployment, fence }) {
  return {
    'pipeline.name': pipelineName,
    'pipeline.id': pipelineId,
    'pipeline.generation': deployment.generation,
    'pipeline.desired_status': deployment.desiredStatus,
    'pipeline.fence': fence ?? 0,
  };
}
