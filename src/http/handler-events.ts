/** What a handler tells its host of: for logs, metrics and records. It never has a secret in it. */

import type { Pipeline } from '../host';
import type { CompleteAction, Decision } from '../lifecycle';
import type { Caller } from './authentication';

/** Something that happened while a request was served. */
export type HandlerEvent =
  | {
      /** An action was decided and, where it is accepted, written. In the order of the store. */
      readonly type: 'decided';
      readonly pipelineName: string;
      readonly action: CompleteAction;
      readonly decision: Decision;
      readonly caller: Caller;
    }
  | {
      /** One pipeline was read, and is what will be answered. In the order of the store, too. */
      readonly type: 'read';
      readonly pipelineName: string;
      readonly pipeline: Pipeline;
      readonly caller: Caller;
    }
  | {
      readonly type: 'created';
      readonly pipelineName: string;
      readonly caller: Caller;
    }
  | {
      readonly type: 'deleted';
      readonly pipelineName: string;
      readonly caller: Caller;
    }
  | {
      /** Every request, whatever became of it. */
      readonly type: 'answered';
      readonly method: string;
      /** With its query, as it was sent. */
      readonly path: string;
      readonly httpStatus: number;
      /** Of the body; null where it is no error. */
      readonly errorCode: string | null;
      /** Of the body, for people; null where it is no error. */
      readonly errorMessage: string | null;
      /** Null where nobody was let in. */
      readonly caller: Caller | null;
      /** Why nobody was let in; null where somebody was. */
      readonly denial: string | null;
    }
  | {
      /** A bug, or trouble with what the host brought: answered with 500, or after the answer. */
      readonly type: 'failed';
      readonly error: unknown;
      readonly method: string;
      readonly path: string;
    };
