/** Sends malformed requests to a handler, one after the other, and judges each answer. */
import { randomOf } from '../../../src/testing/random';
import { type Draft, requestOf, targetOf } from './drafts';
import { problemsOf } from './judge';
import { draftOf } from './mutations';
import { type Planted, WatchedServer } from './server';

/** The requests to send. */
export interface FuzzOptions extends Planted {
  readonly seed: number;
  readonly count: number;
  /** The number of findings after which to stop; by default 20. */
  readonly enough?: number;
}

/** The result of a run. */
export interface FuzzReport {
  /** The problems, each kind once, with its request. */
  readonly findings: readonly string[];
  /** The number of answers with each status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** The number of drafts that could not be sent. */
  readonly unsendable: number;
}

/** Sends `count` requests. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, count, enough = 20 } = options;
  const random = randomOf(seed);
  const server = new WatchedServer(options);
  const findings = new Map<string, string>();
  const statuses: Record<number, number> = {};
  let unsendable = 0;
  for (let sent = 0; sent < count && findings.size < enough; ) {
    if (sent % 200 === 0) await server.stir(random);
    const draft = draftOf(random);
    const request = requestOf(draft);
    if (request === undefined) {
      unsendable += 1;
      continue;
    }
    sent += 1;
    const { status, problems } = await judged(server, draft, request);
    statuses[status] = (statuses[status] ?? 0) + 1;
    for (const problem of problems) {
      const kind = problem.replace(/\d+/g, '0').slice(0, 90);
      if (!findings.has(kind)) findings.set(kind, `${sent}. ${written(draft)}: ${problem}`);
    }
  }
  const all = [...findings.values(), ...(await server.complaints())];
  return { findings: all, statuses, unsendable };
}

async function judged(server: WatchedServer, draft: Draft, request: Request) {
  try {
    const exchange = await server.send(draft, request);
    return { status: exchange.response.status, problems: problemsOf(exchange) };
  } catch (error) {
    return { status: 0, problems: [`rejects: ${error instanceof Error ? error.stack : error}`] };
  }
}

function written(draft: Draft): string {
  const { method, headers, body } = draft;
  const text = JSON.stringify({ method, target: targetOf(draft), headers, body });
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}
