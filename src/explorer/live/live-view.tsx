/** The live view: the pipelines of a running server. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AvailableAction, PipelineBody } from '../../client';
import { readThrown } from '../../input';
import { useAddresses } from '../addresses';
import { useAnnounce } from '../announcer';
import { ChangeList } from './change-list';
import { ConnectForm } from './connect-form';
import { type Fault, provokedFault } from './faults';
import { filtered } from './fleet';
import { type Notice, noticeInWords, noticeOf, noticeOfObstacle } from './notice';
import { NoticeBar } from './notice-bar';
import { PipelinePanel } from './pipeline-panel';
import { PipelineTable } from './pipeline-table';
import { type LiveServer, ownAddress, usualAddress } from './server-address';
import { pipelinesInWords, useFleet } from './use-fleet';

/** Shows the view. */
export function LiveView() {
  const own = ownAddress(window.location);
  const [server, setServer] = useState<LiveServer | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const isShown = useAddresses().selected === 'live';
  useEffect(() => {
    // A page that nobody looks at connects to nothing.
    if (isShown && own !== null) setServer((last) => last ?? { baseUrl: own, token: '' });
  }, [isShown]);
  const { connection, view, faults, client } = useFleet(server);
  const { notice, say, forget } = useNotice();
  const pipelines = useMemo(() => filtered(view.pipelines, wanted), [view.pipelines, wanted]);

  const act = async (pipeline: PipelineBody, available: AvailableAction) => {
    const title = `${available.label}, ${pipeline.name}`;
    if (!available.changes) return say(noticeOfObstacle(available, title));
    if (client === null) return;
    const { type, ...parameters } = available.action;
    try {
      // Only the deployment that the user has seen is meant.
      say(
        noticeOf(
          await client[type](pipeline.name, parameters as never, { onlyIf: pipeline }),
          title,
        ),
      );
    } catch (error) {
      // No answer came, or none of this API.
      say({ kind: 'failed', title, text: readThrown(error).message, hint: null });
    }
  };
  const provoke = async (pipeline: PipelineBody, fault: Fault) => {
    if (server === null) return;
    const provocation = { server, pipelineName: pipeline.name, fault };
    say(await provokedFault(provocation));
  };
  const opener = useRef<Element | null>(null);
  const open = (name: string) => {
    opener.current = document.activeElement;
    setSelected(name);
  };
  const close = () => {
    setSelected(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const count = view.pipelines.length;
  return (
    <div class="live">
      <ConnectForm
        address={own ?? usualAddress}
        connection={connection}
        onConnect={setServer}
        onDisconnect={() => setServer(null)}
      />
      {server !== null && (
        <div class="live-columns">
          <div>
            <label class="filter">
              Show only names and statuses with{' '}
              <input
                type="search"
                value={wanted}
                onInput={({ currentTarget }) => setWanted(currentTarget.value)}
              />
            </label>
            <p class="count">
              {pipelines.length === count ? '' : `${pipelines.length.toLocaleString('en')} of `}
              {pipelinesInWords(count)}
            </p>
            <PipelineTable
              pipelines={pipelines}
              wanted={wanted}
              selected={selected}
              onSelect={open}
              onAct={act}
            />
          </div>
          <div class="live-side">
            {selected !== null && (
              <PipelinePanel
                name={selected}
                pipeline={view.pipelines.find(({ name }) => name === selected)}
                faults={faults}
                onAct={act}
                onProvoke={provoke}
                onClose={close}
              />
            )}
            <ChangeList changes={view.changes} wanted={wanted} />
          </div>
        </div>
      )}
      {notice !== null && <NoticeBar notice={notice} onDismiss={forget} />}
    </div>
  );
}

/** Keeps the last notice, and says each one aloud. */
function useNotice() {
  const [notice, setNotice] = useState<Notice | null>(null);
  const announce = useAnnounce();
  const say = (next: Notice) => {
    setNotice(next);
    announce(noticeInWords(next));
  };
  return { notice, say, forget: () => setNotice(null) };
}
