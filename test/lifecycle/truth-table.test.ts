/** The truth table, written by hand, against decide. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  actionTypes,
  type Capabilities,
  type Capability,
  type Deployment,
  decide,
  desiredByInitial,
  fullCapabilities,
  parseRequest,
  wireName,
} from '../../src/lifecycle';
import { reachable } from './helpers';

interface Row {
  readonly line: number;
  readonly status: string;
  readonly desired: string;
  readonly given: string;
  readonly request: string;
  readonly result: string;
}

const rows = readTable(readFileSync(new URL('truth-table.txt', import.meta.url), 'utf8'));

describe('the truth table', () => {
  it.each(rows)('$status/$desired $given: $request gives $result', (row) => {
    const capabilities = capabilitiesOf(row.given);
    const before = deploymentOf(row);
    const decision = decide(before, parseRequest(row.request), capabilities);
    const result = decision.accepted
      ? `${decision.deployment.desiredStatus}${decision.changed ? '' : ' (no-op)'}`
      : `${decision.httpStatus} ${decision.error.error_code}`;
    expect(result, `truth-table.txt:${row.line}`).toBe(row.result);
  });

  it('has a row for every reachable pair of statuses and every action', () => {
    const pairs = new Set(reachable.map((each) => `${each.status} ${each.desiredStatus}`));
    const expected = [...pairs].flatMap((pair) =>
      actionTypes.map((type) => `${pair} ${wireName(type)}`),
    );
    const found = rows.map(
      ({ status, desired, request }) => `${status} ${desired} ${request.split('?')[0]}`,
    );
    expect(pairs.size).toBe(28);
    expect([...new Set(found)].sort()).toEqual(expected.sort());
  });
});

/** Reads the rows of a table whose columns begin where the words of its heading do. */
function readTable(text: string): Row[] {
  const lines = text.split('\n').map((content, index) => ({ content, line: index + 1 }));
  const [heading, ...body] = lines.filter(({ content }) => content !== '' && content[0] !== '#');
  const words = ['status', 'desired', 'with', 'action', 'result'];
  const starts = words.map((word) => heading?.content.indexOf(word) ?? 0);
  return body.map(({ content, line }) => {
    const cells = starts.map((start, column) => content.slice(start, starts[column + 1]).trim());
    const [status = '', desired = '', given = '', request = '', result = ''] = cells;
    return { line, status, desired, given, request, result };
  });
}

function capabilitiesOf(given: string): Capabilities {
  const missing = /without ([a-z ]+)/.exec(given)?.[1]?.split(' ') ?? [];
  const absent = missing.map((name) => [name as Capability, false]);
  return { ...fullCapabilities, ...Object.fromEntries(absent) };
}

function deploymentOf({ status, desired, given, line }: Row): Deployment {
  const [, initial = usualInitial(status, desired)] = /initial=(\w+)/.exec(given) ?? [];
  const [, policy = 'await_approval'] = /policy=(\w+)/.exec(given) ?? [];
  const found = reachable.find(
    (each) =>
      each.status === status &&
      each.desiredStatus === desired &&
      (each.initial === null || each.initial === initial) &&
      (each.bootstrapPolicy === null || each.bootstrapPolicy === policy) &&
      each.bootstrapApproved === given.includes('approved') &&
      (each.error !== null) === given.includes('error'),
  );
  if (found === undefined) throw new Error(`truth-table.txt:${line}: no such deployment.`);
  return found;
}

function usualInitial(status: string, desired: string): string {
  if (status === 'Standby') return 'standby';
  const undeployed = status === 'Stopped' || status === 'Provisioning';
  const asked = Object.entries(desiredByInitial).find(([, each]) => each === desired)?.[0];
  return undeployed && asked !== undefined ? asked : 'running';
}
