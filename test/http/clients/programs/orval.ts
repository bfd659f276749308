/** The calls by the fetch client of orval, which has the address of the server built in. */
import { type Answer, type MakeCalls, missing, name, otherTag } from './calls';
import * as api from './generated/orval';

/** A refusal, told from a success by its status. */
type Refused = {
  readonly status: 400 | 404 | 405 | 409 | 412 | 503;
  readonly data: api.ErrorResponse;
};

/** Every answer of an operation; the refusals among them have an error as their data. */
type Told = { readonly status: number; readonly data: unknown };

function isRefused<Given extends Told>(answer: Given): answer is Extract<Given, Refused> {
  return answer.status >= 400;
}

async function answerTo<Given extends Told>(call: Promise<Given>): Promise<Answer> {
  const answer = await call;
  const { status, data: body } = answer;
  if (!isRefused(answer)) return { status, body };
  const code: api.ErrorCode = answer.data.error_code;
  return { status, body, code };
}

/** Makes the calls. */
export const makeCalls: MakeCalls = ({ key }) => {
  const options = { headers: { Authorization: `Bearer ${key}` } };
  const ifOther = { headers: { ...options.headers, 'If-Match': otherTag } };
  return {
    list_pipelines: {
      accepted: () => answerTo(api.listPipelines({ limit: 1 }, options)),
      refused: () => answerTo(api.listPipelines({ limit: 0 }, options)),
    },
    create_pipeline: {
      accepted: () => answerTo(api.createPipeline({ name: missing }, options)),
      refused: () => answerTo(api.createPipeline({ name }, options)),
    },
    get_pipeline: {
      accepted: async () => {
        const query: api.GetPipelineParams = { wait: ['Stopped', 'settled'], timeout: 0 };
        const answer = await api.getPipeline(name, query, options);
        if (answer.status !== 200) return { status: answer.status };
        const status: api.DeploymentStatus = answer.data.deployment_status;
        return { status: 200, body: { name: answer.data.name, deployment_status: status } };
      },
      refused: () => answerTo(api.getPipeline(missing, {}, options)),
    },
    delete_pipeline: {
      accepted: () => answerTo(api.deletePipeline(name, { generation: 0 }, options)),
      refused: () => answerTo(api.deletePipeline(name, {}, ifOther)),
    },
    watch_pipeline: {
      accepted: () => answerTo(api.watchPipeline(name, options)),
      refused: () => answerTo(api.watchPipeline(missing, options)),
    },
    watch_pipelines: { accepted: () => answerTo(api.watchPipelines(options)) },
    start: {
      accepted: () => {
        const query = { initial: 'paused', bootstrap_policy: 'allow' } as const;
        return answerTo(api.start(name, query, options));
      },
      refused: () => answerTo(api.start(name, { dismiss_error: false }, options)),
    },
    stop: {
      accepted: () => answerTo(api.stop(name, { force: true }, options)),
      refused: () => answerTo(api.stop(name, {}, options)),
    },
    pause: {
      accepted: () => answerTo(api.pause(name, {}, options)),
      refused: () => answerTo(api.pause(name, { generation: 7 }, options)),
    },
    resume: {
      accepted: () => answerTo(api.resume(name, {}, options)),
      refused: () => answerTo(api.resume(name, {}, options)),
    },
    activate: {
      accepted: () => answerTo(api.activate(name, { initial: 'paused' }, options)),
      refused: () => answerTo(api.activate(name, {}, options)),
    },
    approve: {
      accepted: () => answerTo(api.approve(name, {}, options)),
      refused: () => answerTo(api.approve(name, {}, options)),
    },
    dismiss_error: {
      accepted: () => answerTo(api.dismissError(name, {}, options)),
      refused: () => answerTo(api.dismissError(name, {}, options)),
    },
    describe: { accepted: () => answerTo(api.describe(options)) },
  };
};
