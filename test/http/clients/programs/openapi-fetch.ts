/** The calls by openapi-fetch, with the types that openapi-typescript has made. */
import createClient from 'openapi-fetch';
import { type Answer, type MakeCalls, missing, name, otherTag } from './calls';
import type { components, paths } from './generated/schema';

type ErrorCode = components['schemas']['ErrorCode'];

async function answerTo(
  call: Promise<{
    readonly data?: unknown;
    readonly error?: { readonly error_code: ErrorCode } | undefined;
    readonly response: Response;
  }>,
): Promise<Answer> {
  const { data, error, response } = await call;
  return { status: response.status, body: data, code: error?.error_code };
}

/** Makes the calls. */
export const makeCalls: MakeCalls = ({ baseUrl, key }) => {
  const headers = { Authorization: `Bearer ${key}` };
  const { GET, POST, DELETE } = createClient<paths>({ baseUrl, headers });
  const path = { pipeline_name: name };
  const one = '/pipelines/{pipeline_name}';
  return {
    list_pipelines: {
      accepted: () => answerTo(GET('/pipelines', { params: { query: { limit: 1 } } })),
      refused: () => answerTo(GET('/pipelines', { params: { query: { limit: 0 } } })),
    },
    create_pipeline: {
      accepted: () => answerTo(POST('/pipelines', { body: { name: missing } })),
      refused: () => answerTo(POST('/pipelines', { body: { name } })),
    },
    get_pipeline: {
      accepted: async () => {
        const query = { wait: ['Stopped', 'settled'] as const, timeout: 0 };
        const { data, response } = await GET(one, {
          params: { path, query: { ...query, wait: [...query.wait] } },
        });
        const status: components['schemas']['DeploymentStatus'] | undefined =
          data?.deployment_status;
        return { status: response.status, body: { name: data?.name, deployment_status: status } };
      },
      refused: () => answerTo(GET(one, { params: { path: { pipeline_name: missing } } })),
    },
    delete_pipeline: {
      accepted: () => answerTo(DELETE(one, { params: { path, query: { generation: 0 } } })),
      refused: () => {
        const params = { path, header: { 'If-Match': otherTag } };
        return answerTo(DELETE(one, { params }));
      },
    },
    watch_pipeline: {
      accepted: () => answerTo(GET(`${one}/events`, { params: { path }, parseAs: 'text' })),
      refused: () => {
        return answerTo(GET(`${one}/events`, { params: { path: { pipeline_name: missing } } }));
      },
    },
    watch_pipelines: { accepted: () => answerTo(GET('/events', { parseAs: 'text' })) },
    start: {
      accepted: () => {
        const query = { initial: 'paused', bootstrap_policy: 'allow' } as const;
        return answerTo(POST(`${one}/start`, { params: { path, query } }));
      },
      refused: () => {
        const query = { dismiss_error: false };
        return answerTo(POST(`${one}/start`, { params: { path, query } }));
      },
    },
    stop: {
      accepted: () => answerTo(POST(`${one}/stop`, { params: { path, query: { force: true } } })),
      refused: () => answerTo(POST(`${one}/stop`, { params: { path } })),
    },
    pause: {
      accepted: () => answerTo(POST(`${one}/pause`, { params: { path } })),
      refused: () => {
        return answerTo(POST(`${one}/pause`, { params: { path, query: { generation: 7 } } }));
      },
    },
    resume: {
      accepted: () => answerTo(POST(`${one}/resume`, { params: { path } })),
      refused: () => answerTo(POST(`${one}/resume`, { params: { path } })),
    },
    activate: {
      accepted: () => {
        return answerTo(
          POST(`${one}/activate`, { params: { path, query: { initial: 'paused' } } }),
        );
      },
      refused: () => answerTo(POST(`${one}/activate`, { params: { path } })),
    },
    approve: {
      accepted: () => answerTo(POST(`${one}/approve`, { params: { path } })),
      refused: () => answerTo(POST(`${one}/approve`, { params: { path } })),
    },
    dismiss_error: {
      accepted: () => answerTo(POST(`${one}/dismiss_error`, { params: { path } })),
      refused: () => answerTo(POST(`${one}/dismiss_error`, { params: { path } })),
    },
    describe: { accepted: () => answerTo(GET('/openapi.json')) },
  };
};
