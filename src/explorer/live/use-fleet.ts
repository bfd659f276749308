/** The connection to a server: its stream of events, which reconnects by itself, and its faults. */
import { useEffect, useState } from 'preact/hooks';
import {
  createClient,
  InvalidInputError,
  type LifecycleClient,
  UnexpectedAnswerError,
  type WatchEvent,
} from '../../client';
import { useAnnounce } from '../announcer';
import { type Fault, faultsOf } from './faults';
import { Fleet, type FleetView, noPipelines } from './fleet';
import { type LiveServer, whyUnreachable } from './server-address';

/** How the connection is, for people. */
export interface Connection {
  readonly state: 'none' | 'connecting' | 'connected' | 'lost' | 'ended';
  readonly text: string;
}

/** Everything that is known of a server. */
export interface LiveFleet {
  readonly connection: Connection;
  readonly view: FleetView;
  readonly faults: readonly Fault[];
  /** Null if there is no server. */
  readonly client: LifecycleClient | null;
}

const unconnected: LiveFleet = {
  connection: { state: 'none', text: 'Not connected.' },
  ...{ view: noPipelines, faults: [], client: null },
};

/** Follows a server, from one render to the next in which it is the same object. */
export function useFleet(server: LiveServer | null): LiveFleet {
  const [live, setLive] = useState(unconnected);
  const announce = useAnnounce();
  useEffect(() => {
    if (server === null) return setLive(unconnected);
    const ending = new AbortController();
    const { signal } = ending;
    const update = (changed: Partial<LiveFleet>) => {
      if (!signal.aborted) setLive((last) => ({ ...last, ...changed }));
    };
    const tell = (connection: Connection) => {
      update({ connection });
      if (!signal.aborted) announce(connection.text);
    };
    setLive(unconnected);
    follow(server, { signal, update, tell }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return () => ending.abort();
  }, [server]);
  return live;
}

interface Following {
  readonly signal: AbortSignal;
  readonly update: (changed: Partial<LiveFleet>) => void;
  readonly tell: (connection: Connection) => void;
}

async function follow(server: LiveServer, { signal, update, tell }: Following): Promise<void> {
  const { baseUrl, token } = server;
  try {
    const client = createClient({ baseUrl, token: token === '' ? undefined : token });
    update({ client });
    tell({ state: 'connecting', text: `Connecting to ${baseUrl} …` });
    const fleet = new Fleet();
    let isDue = false;
    const show = () => {
      isDue = false;
      update({ view: fleet.view() });
    };
    for await (const event of client.watchAll({ signal })) {
      fleet.take(event, new Date());
      // Many events may come at once.
      if (!isDue) requestAnimationFrame(show);
      isDue = true;
      if (event.type === 'listed') {
        const { pipelines } = fleet.view();
        const count = pipelines.length.toLocaleString('en');
        tell({ state: 'connected', text: `Connected to ${baseUrl}: ${count} pipelines.` });
        update({ faults: await faultsOf(server) });
      } else if (event.type === 'interrupted' || event.type === 'refused') {
        tell(await brokenOff(event, server));
      }
    }
  } catch (error) {
    const isOfAnswer = error instanceof UnexpectedAnswerError;
    if (!isOfAnswer && !(error instanceof InvalidInputError)) throw error;
    tell({ state: 'ended', text: error.message });
  }
}

async function brokenOff(
  event: Extract<WatchEvent, { readonly type: 'interrupted' | 'refused' }>,
  server: LiveServer,
): Promise<Connection> {
  if (event.type === 'refused') {
    const { httpStatus, message, hint } = event.refusal;
    const token = httpStatus === 401 ? ' Enter the bearer token that the server asks for.' : '';
    return { state: 'ended', text: `${message} ${hint ?? ''}${token}` };
  }
  const { reason } = event;
  const why =
    'httpStatus' in reason ? reason.message : await whyUnreachable(server, window.location);
  return { state: 'lost', text: `The connection is lost. ${why} Trying again …` };
}
