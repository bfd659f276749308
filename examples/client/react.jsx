/** One pipeline with React: its status, its buttons, and why some cannot be pressed. */
import { availableActions, createClient, statusLabel } from 'pipeline-lifecycle/client';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const search = new URLSearchParams(location.search);
const client = createClient({ baseUrl: search.get('api') ?? '/v0' });
const shown = ['start', 'start?initial=paused', 'pause', 'resume', 'stop', 'stop?force=true'];

/** Follows a pipeline for as long as the component is shown. */
function usePipeline(name) {
  const [state, setState] = useState({ pipeline: null, problem: null });
  useEffect(() => {
    const gone = new AbortController();
    const follow = async () => {
      for await (const event of client.watch(name, { signal: gone.signal })) {
        if (event.type === 'pipeline') setState({ pipeline: event.pipeline, problem: null });
        else setState((before) => ({ ...before, problem: problemIn(event) }));
      }
    };
    follow().catch((error) => setState({ pipeline: null, problem: error.message }));
    return () => gone.abort();
  }, [name]);
  return state;
}

function problemIn({ type, refusal }) {
  if (type === 'refused') return refusal.message;
  return type === 'deleted' ? 'It is deleted.' : 'The connection is lost. Trying again …';
}

function Pipeline({ name }) {
  const { pipeline, problem } = usePipeline(name);
  const [result, setResult] = useState('');
  if (pipeline === null) return <p role="status">{problem ?? 'Connecting …'}</p>;
  const perform = async ({ action: { type, ...parameters }, label }) => {
    const answer = await client[type](name, parameters, { onlyIf: pipeline });
    setResult(`${label}: ${answer.ok ? 'accepted' : answer.message}`);
  };
  const { deployment_status: status, deployment_desired_status: desiredStatus } = pipeline;
  const available = availableActions(pipeline);
  const actions = shown.map((each) => available.find(({ request }) => request === each));
  return (
    <>
      <h1>
        {name}: {statusLabel({ status, desiredStatus })}
      </h1>
      <ul>
        {actions.map((each) => (
          <li key={each.request}>
            <button
              type="button"
              disabled={!each.changes}
              onClick={() => perform(each).catch(setResult)}
            >
              {each.label}
            </button>{' '}
            {each.obstacle?.hint}
          </li>
        ))}
      </ul>
      <p role="status">{problem ?? String(result)}</p>
    </>
  );
}

createRoot(document.querySelector('main')).render(<Pipeline name={search.get('name') ?? 'demo'} />);
