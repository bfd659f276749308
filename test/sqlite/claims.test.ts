/** The claims of workers in SQLite: the common cases, and those of one machine. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { machineTime } from '../../src/sqlite/machine-time';
import { OpenFile } from '../../src/sqlite/open-file';
import { claimsTools, only, testClaims } from '../host/claims/claims-cases';
import { reported } from '../host/claims/users-and-runners';
import { HandClock } from '../host/hand-clock';
import { until } from '../until';
import {
  columnIn,
  type OpenedSqliteStore,
  onSqlite,
  openSqliteStore,
  temporaryFolder,
} from './opened-file';

const file = join(temporaryFolder(), 'pipelines.db');
const user = openSqliteStore(file);
const opened: OpenedSqliteStore[] = [user];
beforeAll(() => user.migrate());
beforeEach(() => run('DELETE FROM pipelines; DELETE FROM workers'));
afterAll(() => Promise.all(opened.map(({ close }) => close())));

const run = (sql: string) => onSqlite(file, (connection) => void connection.exec(sql));

function open(clock?: HandClock): OpenedSqliteStore {
  const store = openSqliteStore(file, clock === undefined ? {} : { clock });
  opened.push(store);
  return store;
}

const underTest = { user: () => user, open };
const { worker, create } = claimsTools(underTest);

testClaims({
  ...underTest,
  areLeasesOver: () =>
    columnIn(file, 'SELECT lease_until FROM workers').every((end) => Number(end) <= machineTime()),
  write: {
    allDue: () => run('UPDATE pipelines SET due = 1'),
    pipeline: (name, json) =>
      run(`UPDATE pipelines SET pipeline = '${json}' WHERE name = '${name}'`),
    namesOfDue: () =>
      columnIn(file, 'SELECT name FROM pipelines WHERE due ORDER BY name') as string[],
  },
});

describe('a machine that was started anew', () => {
  // Its clock begins anew, so what is in the file seems to lie ahead.
  const ahead = machineTime() + 10 * 60_000;

  test('has no worker of before', async () => {
    await create('orders');
    const before = await worker();
    const claim = only(await before.claims.acquire(1));
    run(`UPDATE workers SET lease_until = ${ahead}`);
    const { claims } = await worker();
    const again = only(await claims.acquire(1));
    expect(again).toMatchObject({ pipelineName: 'orders' });
    expect(again.fence).toBeGreaterThan(claim.fence);
    const late = before.claims.update(claim, reported('provisioning'));
    await expect(late).rejects.toMatchObject({ name: 'ClaimLostError' });
  });

  test('looks again at what nobody could read before', async () => {
    await create('orders');
    run(`UPDATE pipelines SET pause = 60000, paused_until = ${machineTime() + 60_000}`);
    const { claims } = await worker();
    expect(await claims.acquire(1)).toEqual([]);
    run(`UPDATE pipelines SET paused_until = ${ahead}`);
    expect(await claims.acquire(1)).toMatchObject([{ pipelineName: 'orders' }]);
  });
});

describe('at rest', () => {
  test('a worker commits three times a lease, and looks for work without a lock', async () => {
    await create(...[...Array(50).keys()].map((index) => `pipeline-${index}`));
    const clock = new HandClock();
    const { claims, lost } = await worker({ lease: 60_000, clock });
    expect(await claims.acquire(50)).toHaveLength(50);
    const run = vi.spyOn(OpenFile.prototype, 'run');
    const commits = () => run.mock.calls.filter(([key]) => key === 'commit').length;
    for (let beat = 1; beat <= 3; beat += 1) {
      // It sleeps until its next renewal, and until its lease is over.
      await until(() => clock.sleeping === 2);
      clock.advance(20_000);
      await until(() => commits() === beat);
      expect(await claims.acquire(50)).toEqual([]);
    }
    await until(() => clock.sleeping === 2);
    expect(commits()).toBe(3);
    expect(lost).toEqual([]);
  });
});
