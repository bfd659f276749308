/** The services of a handler: everything that its endpoints work with. */

import type { Clock, PipelineService } from '../../host';
import type { Capabilities } from '../../lifecycle';
import type { Authenticate } from '../authentication';
import type { Changes } from '../changes';
import type { AcceptedAction, HandlerEvent } from '../handler-events';

/** The services of a handler, made from its options. */
export interface Services {
  readonly service: PipelineService;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly capabilitiesOf: (pipelineName: string) => Promise<Partial<Capabilities>>;
  readonly basePath: string;
  /** Returns the OpenAPI document, as text. */
  readonly describe: () => string;
  /** Reports an event to the host. Errors of its listener harm no request. */
  readonly tell: (event: HandlerEvent) => void;
  readonly onAccepted: (accepted: AcceptedAction) => void;
}
