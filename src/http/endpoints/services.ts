/** What the endpoints of a handler share. */

import type { Clock, LifecycleStore } from '../../host';
import type { Capabilities, CompleteAction, Decision, decide } from '../../lifecycle';
import type { Caller } from '../authentication';
import type { Changes } from '../changes';
import type { HandlerEvent } from '../handler-events';

/** An action that was accepted and written. */
export interface AcceptedAction {
  readonly pipelineName: string;
  readonly action: CompleteAction;
  readonly decision: Extract<Decision, { readonly accepted: true }>;
  readonly caller: Caller;
}

/** The host, as the endpoints see it. */
export interface Services {
  readonly store: LifecycleStore;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly decide: typeof decide;
  readonly capabilitiesOf: (pipelineName: string) => Promise<Partial<Capabilities>>;
  readonly basePath: string;
  /** The description of the endpoints, as OpenAPI. */
  readonly describe: () => string;
  /** Tells the host's hook; one that throws harms no request. */
  readonly tell: (event: HandlerEvent) => void;
  readonly onAccepted: (call: AcceptedAction) => unknown;
}
