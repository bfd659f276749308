/** The faults that a simulator lets its users provoke. A real server has none of them. */
import { fieldOf, isFields } from '../../input';
import { textOr } from './fleet';
import { type Notice, refusalParts } from './notice';
import { browserFetch, type LiveServer } from './server-address';

/** A fault that can be provoked. */
export interface Fault {
  /** Its name in the address: `suspend_hang`. */
  readonly name: string;
  readonly effect: string;
}

/** Returns the faults that the server lists; empty if it is no simulator. */
export async function faultsOf(
  server: LiveServer,
  send: typeof fetch = browserFetch,
): Promise<readonly Fault[]> {
  const answer = await asked({ server, method: 'GET', path: '', send });
  const listed = answer?.ok === true ? fieldOf(answer.body, 'controls') : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each) => {
    const [, name] = /\/([a-z_]+)$/.exec(textOr(fieldOf(each, 'path'), '')) ?? [];
    return name === undefined ? [] : [{ name, effect: textOr(fieldOf(each, 'effect'), '') }];
  });
}

/** A fault to provoke, and where. */
export interface Provocation {
  readonly server: LiveServer;
  readonly pipelineName: string;
  readonly fault: Fault;
}

/** Provokes a fault, and returns what the server says. */
export async function provokedFault(
  { server, pipelineName, fault }: Provocation,
  send: typeof fetch = browserFetch,
): Promise<Notice> {
  const title = `${faultLabel(fault)}, ${pipelineName}`;
  const path = `/pipelines/${encodeURIComponent(pipelineName)}/${fault.name}`;
  const answer = await asked({ server, method: 'POST', path, send });
  if (answer === null) return { kind: 'failed', title, text: 'No answer came.', hint: null };
  const { ok, httpStatus, body } = answer;
  if (ok) return { kind: 'accepted', title, text: textOr(fieldOf(body, 'effect'), ''), hint: null };
  const code = textOr(fieldOf(body, 'error_code'), '');
  const message = textOr(fieldOf(body, 'message'), '');
  const hint = fieldOf(fieldOf(body, 'details'), 'hint');
  const parts = refusalParts({ httpStatus, code, message, hint: textOr(hint, '') || null });
  return { kind: 'refused', title, ...parts };
}

/** Returns the label of a fault: `Suspend hang`. */
export function faultLabel({ name }: Fault): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface FaultRequest {
  readonly server: LiveServer;
  readonly method: 'GET' | 'POST';
  /** The path below that of the simulator. */
  readonly path: string;
  readonly send: typeof fetch;
}

/** Asks an endpoint beside the API. Returns null if no answer comes. */
async function asked({ server, method, path, send }: FaultRequest) {
  const { baseUrl, token } = server;
  const url = `${baseUrl.replace(/\/v0\/*$/, '')}/simulator${path}`;
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await send(url, {
      ...{ method, headers },
      ...{ redirect: 'error', credentials: 'omit' },
    });
    const body: unknown = await response.json();
    return { ok: response.ok, httpStatus: response.status, body: isFields(body) ? body : {} };
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}
