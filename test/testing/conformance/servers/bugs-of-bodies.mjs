/** Bugs in the bodies of answers. */

const looked = { property: null, rule: null, by: 'look', options: [] };

/** Changes the answers of an action that is accepted. */
const answering = (change) => ({
  wraps: 'Edge',
  wrap: (Correct) =>
    class extends Correct {
      async call(name, request) {
        const answer = await super.call(name, request);
        return answer.status === 202 ? change(answer) : answer;
      }
    },
});

/** Changes the details of the errors with this code. */
const withDetails = (code, change) => ({
  wraps: 'Edge',
  wrap: (Correct) =>
    class extends Correct {
      refusal(decision, name) {
        const { status, body } = super.refusal(decision, name);
        if (body.error_code !== code) return { status, body };
        return { status, body: { ...body, details: change(body.details) } };
      }
    },
});

/** The bugs, by name. */
export const bugsOfBodies = {
  'activation-without-checkpoint': {
    seen: 'A serializer that leaves out what is zero or null.',
    shows: 'the 202 of activate has no checkpoint_sequence_number',
    ...looked,
    ...answering(({ status, body }) => ({ status, body: body && {} })),
  },
  'activation-with-checkpoint-of-minus-one': {
    seen: 'A number that is to say that there is none.',
    shows: 'the 202 of activate has a checkpoint_sequence_number of -1',
    ...looked,
    ...answering(({ status, body }) => ({
      status,
      body: body && { checkpoint_sequence_number: -1 },
    })),
  },
  'accepted-with-body-of-error': {
    seen: 'A wrapper that sets every status to 202 once the request was queued.',
    shows: 'a stop is answered with 202 and the body of an error',
    ...looked,
    by: 'history',
    ...answering(({ status, body }) => ({
      status,
      body: body ?? { message: 'It was not done.', error_code: 'Failed', details: {} },
    })),
  },
  'conflict-without-hint': {
    seen: 'A body that is made of the statuses, by code that does not know what to do instead.',
    shows: 'the details of IllegalPipelineAction have no hint',
    ...looked,
    ...withDetails('IllegalPipelineAction', ({ hint, ...others }) => others),
  },
};
