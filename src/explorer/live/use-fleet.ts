/** The connection to a server: its stream of events, which reconnects by itself, and its faults. */
import { useEffect, useState } from 'preact/hooks';
import { createClient, type LifecycleClient } from '../../client';
import { readThrown } from '../../input';
import { useAnnounce } from '../announcer';
import { type Fault, faultsOf } from './faults';
import { Fleet, type FleetView, noPipelines } from './fleet';
import { type LiveServer, whyUnreachable } from './server-address';

/** The state of the connection, also in words. */
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
    followServer(server, { signal, update, tell });
    return () => ending.abort();
  }, [server]);
  return live;
}

interface Following {
  readonly signal: AbortSignal;
  readonly update: (changed: Partial<LiveFleet>) => void;
  readonly tell: (connection: Connection) => void;
}

async function followServer(
  server: LiveServer,
  { signal, update, tell }: Following,
): Promise<void> {
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
    let losses = 0;
    for await (const event of client.watchAll({ signal })) {
      fleet.take(event, new Date());
      // Many events may come at once.
      if (!isDue) requestAnimationFrame(show);
      isDue = true;
      if (event.type === 'listed') {
        losses += 1;
        const count = fleet.view().pipelines.length;
        tell({ state: 'connected', text: `Connected to ${baseUrl}: ${pipelinesInWords(count)}.` });
        faultsOf(server).then((faults) => update({ faults }));
      } else if (event.type === 'interrupted') {
        losses += 1;
        const loss = losses;
        tell(lost('httpStatus' in event.reason ? event.reason.message : ''));
        // It may take long to find out, and the client tries again meanwhile.
        if ('httpStatus' in event.reason) continue;
        whyUnreachable(server, window.location).then((why) => {
          if (loss === losses) tell(lost(why));
        });
      } else if (event.type === 'refused') {
        const { httpStatus, message, hint } = event.refusal;
        const wanted = httpStatus === 401 ? 'Enter the bearer token that the server asks for.' : '';
        tell({ state: 'ended', text: [message, hint ?? '', wanted].join(' ').trim() });
      }
    }
  } catch (error) {
    // Such as a malformed address, or answers that are not of this API.
    if (!signal.aborted) tell({ state: 'ended', text: readThrown(error).message });
  }
}

function lost(why: string): Connection {
  return { state: 'lost', text: ['The connection is lost.', why, 'Trying again …'].join(' ') };
}

/** Returns a number of pipelines in words. */
export function pipelinesInWords(count: number): string {
  return `${count.toLocaleString('en')} pipeline${count === 1 ? '' : 's'}`;
}
