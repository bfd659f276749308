/** The pipelines of a server and their buttons, without a framework. page.html shows it. */
import { availableActions, createClient, statusLabel } from 'pipeline-lifecycle/client';

const baseUrl = new URLSearchParams(location.search).get('api') ?? '/v0';
const client = createClient({ baseUrl });
const shown = ['start', 'pause', 'resume', 'approve', 'dismiss_error', 'stop', 'stop?force=true'];
const notice = document.querySelector('[role=status]');
const table = document.querySelector('tbody');
const rows = new Map();

/** Asks for an action, if the pipeline still has the deployment that the user has seen. */
async function perform(pipeline, { action: { type, ...parameters }, label }) {
  const answer = await client[type](pipeline.name, parameters, { onlyIf: pipeline });
  const result = answer.ok ? 'accepted.' : `${answer.message} ${answer.hint ?? ''}`;
  notice.textContent = `${label}, ${pipeline.name}: ${result}`;
}

function newRow(name) {
  const row = table.insertRow();
  const [title, status, actions] = [row.insertCell(), row.insertCell(), row.insertCell()];
  title.textContent = name;
  const buttons = shown.map(() => actions.appendChild(document.createElement('button')));
  rows.set(name, { row, status, buttons });
  return rows.get(name);
}

function show(pipeline) {
  const { status, buttons } = rows.get(pipeline.name) ?? newRow(pipeline.name);
  status.textContent = statusLabel({
    status: pipeline.deployment_status,
    desiredStatus: pipeline.deployment_desired_status,
  });
  const actions = availableActions(pipeline).filter(({ request }) => shown.includes(request));
  for (const [index, button] of buttons.entries()) {
    const action = actions.find(({ request }) => request === shown[index]);
    button.textContent = action.label;
    button.disabled = !action.changes;
    button.title = action.obstacle?.hint ?? '';
    button.onclick = () =>
      perform(pipeline, action).catch((error) => {
        notice.textContent = error.message;
      });
  }
}

for await (const event of client.watchAll()) {
  if (event.type === 'pipeline') show(event.pipeline);
  if (event.type === 'deleted') rows.get(event.name)?.row.remove();
  if (event.type === 'deleted') rows.delete(event.name);
  if (event.type === 'listed') notice.textContent = `Connected: ${rows.size} pipelines.`;
  if (event.type === 'interrupted') notice.textContent = 'The connection is lost. Trying again …';
  if (event.type === 'refused') notice.textContent = event.refusal.message;
}
