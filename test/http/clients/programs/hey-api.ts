/** The calls by the client of @hey-api/openapi-ts. */
import { type Answer, type MakeCalls, missing, name, otherTag } from './calls';
import * as api from './generated/hey-api';
import { createClient } from './generated/hey-api/client';

async function answerTo(
  call: Promise<{
    readonly data?: unknown;
    readonly error?: { readonly error_code: api.ErrorCode } | undefined;
    readonly response?: Response;
  }>,
): Promise<Answer> {
  const { data, error, response } = await call;
  return { status: response?.status, body: data, code: error?.error_code };
}

/** Makes the calls. */
export const makeCalls: MakeCalls = ({ baseUrl, key }) => {
  const client = createClient({ baseUrl, auth: () => key });
  const one = { client, path: { pipeline_name: name } };
  const none = { client, path: { pipeline_name: missing } };
  return {
    list_pipelines: {
      accepted: () => answerTo(api.listPipelines({ client, query: { limit: 1 } })),
      refused: () => answerTo(api.listPipelines({ client, query: { limit: 0 } })),
    },
    create_pipeline: {
      accepted: () => answerTo(api.createPipeline({ client, body: { name: missing } })),
      refused: () => answerTo(api.createPipeline({ client, body: { name } })),
    },
    get_pipeline: {
      accepted: async () => {
        const query: api.GetPipelineData['query'] = { wait: ['Stopped', 'settled'], timeout: 0 };
        const { data, response } = await api.getPipeline({ ...one, query });
        const status: api.DeploymentStatus | undefined = data?.deployment_status;
        return { status: response?.status, body: { name: data?.name, deployment_status: status } };
      },
      refused: () => answerTo(api.getPipeline(none)),
    },
    delete_pipeline: {
      accepted: () => answerTo(api.deletePipeline({ ...one, query: { generation: 0 } })),
      refused: () => answerTo(api.deletePipeline({ ...one, headers: { 'If-Match': otherTag } })),
    },
    watch_pipeline: {
      accepted: () => firstEventFor(one),
      refused: () => firstEventFor(none),
    },
    watch_pipelines: {
      accepted: async () => {
        const { stream } = await api.watchPipelines({ client, sseMaxRetryAttempts: 1 });
        return { body: (await stream.next()).value };
      },
    },
    start: {
      accepted: () => {
        const query = { initial: 'paused', bootstrap_policy: 'allow' } as const;
        return answerTo(api.start({ ...one, query }));
      },
      refused: () => answerTo(api.start({ ...one, query: { dismiss_error: false } })),
    },
    stop: {
      accepted: () => answerTo(api.stop({ ...one, query: { force: true } })),
      refused: () => answerTo(api.stop(one)),
    },
    pause: {
      accepted: () => answerTo(api.pause(one)),
      refused: () => answerTo(api.pause({ ...one, query: { generation: 7 } })),
    },
    resume: {
      accepted: () => answerTo(api.resume(one)),
      refused: () => answerTo(api.resume(one)),
    },
    activate: {
      accepted: () => answerTo(api.activate({ ...one, query: { initial: 'paused' } })),
      refused: () => answerTo(api.activate(one)),
    },
    approve: {
      accepted: () => answerTo(api.approve(one)),
      refused: () => answerTo(api.approve(one)),
    },
    dismiss_error: {
      accepted: () => answerTo(api.dismissError(one)),
      refused: () => answerTo(api.dismissError(one)),
    },
    describe: { accepted: () => answerTo(api.describe({ client })) },
  };
};

/** It makes the stream an iterator, without its status. */
async function firstEventFor(options: Parameters<typeof api.watchPipeline>[0]): Promise<Answer> {
  const { stream } = await api.watchPipeline({ ...options, sseMaxRetryAttempts: 1 });
  const { value } = await stream.next();
  return { body: value };
}
