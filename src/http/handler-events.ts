/**
 * The events that a handler reports to its host, for logs, metrics and records. None holds a
 * secret.
 */

import type { Pipeline } from '../host';
import type { CompleteAction, Decision } from '../lifecycle';
import type { Caller } from './authentication';

/** An action that was accepted and written. */
export interface AcceptedAction {
  readonly pipelineName: string;
  readonly action: CompleteAction;
  readonly decision: Extract<Decision, { readonly accepted: true }>;
  readonly caller: Caller;
}

/** Something that happened while a request was served. */
export type HandlerEvent =
  | {
      /** An action was decided and, if accepted, written. In the order of the store. */
      readonly type: 'decided';
      readonly pipelineName: string;
      readonly action: CompleteAction;
      readonly decision: Decision;
      readonly caller: Caller;
    }
  | {
      /** A pipeline was read to be the answer. In the order of the store, too. */
      readonly type: 'read';
      readonly pipelineName: string;
      readonly pipeline: Pipeline;
      readonly caller: Caller;
    }
  | {
      /**
       * A pipeline was read to be an event of a stream. In the order of the store, too; one for
       * each stream that shows it.
       */
      readonly type: 'streamed';
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
      /** A request was answered; reported for every request that was not abandoned. */
      readonly type: 'answered';
      readonly method: string;
      /** With its query as it was sent; `…` replaces the value of an unknown parameter. */
      readonly path: string;
      /** The HTTP status code of the answer. */
      readonly httpStatus: number;
      /** The code in the body; null if it is no error. */
      readonly errorCode: string | null;
      /** The message in the body; null if it is no error. */
      readonly errorMessage: string | null;
      /** Null if nobody was let in. */
      readonly caller: Caller | null;
      /** The reason that nobody was let in; null if somebody was. */
      readonly denial: string | null;
    }
  | {
      /** The client was gone before the end of its wait; reported in place of `answered`. */
      readonly type: 'abandoned';
      readonly method: string;
      /** With its query, as it was sent. */
      readonly path: string;
      /** Null if nobody was let in. */
      readonly caller: Caller | null;
    }
  | {
      /**
       * A bug, or an error of what the host brought: answered with 500, or found after the answer.
       */
      readonly type: 'failed';
      readonly error: unknown;
      readonly method: string;
      readonly path: string;
    };
