/** The types of service.mjs, as far as the tests need them. */
import type { Clock } from '../../../../src/host';

/** A response as it goes over the wire. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A server without the network. */
export declare class Service {
  constructor(
    options: unknown,
    context: { readonly clock: Clock; readonly onError: (error: Error) => void },
  );
  serve(request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }): Promise<Outcome | undefined>;
  restartFromTimeToTime(server: {
    readonly stop: () => Promise<void>;
    readonly start: () => Promise<void>;
  }): Promise<void>;
}
