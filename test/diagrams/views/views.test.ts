/**
 * Each view shows exactly the result of the exploration: nothing is missing, nothing is made up.
 */
import { describe, expect, it } from 'vitest';
import { viewNames } from '../../../src/diagrams';
import {
  actionTypes,
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  everyCapabilities,
  observationTypes,
  parseRequest,
  reachableDeployments,
  steps as reconciling,
  wireName,
} from '../../../src/lifecycle';
import { explore, type Transition } from '../../../src/verify/exploration/explore';
import { ofThisGeneration } from '../../../src/verify/exploration/transitions';
import { isDeep } from '../../tier';
import { arrowsOf, graph, sorted } from '../drawn';

const space = explore();
const accepted = space.transitions.flat().filter((step) => step.accepted);
const deployments = reachableDeployments();
const pairOf = ({ status, desiredStatus }: Transition['before']) => `${status}_${desiredStatus}`;

describe('status', () => {
  const diagram = graph('status');
  const leading = accepted.filter(({ before, after }) => before.status !== after.status);

  it('has an arrow for each observation that leads from one status to another, and no other', () => {
    const explored = leading.map(({ before, after, event }) =>
      [before.status, event.type, after.status].join(' '),
    );
    const drawn = arrowsOf(diagram).map(({ from, name, to }) => `${from} ${name} ${to}`);
    expect(sorted(drawn)).toEqual(sorted(explored));
  });

  it('lists in each box the observations that keep its status', () => {
    for (const { id, lines } of diagram.nodes) {
      const staying = accepted.filter(
        ({ kind, before, after }) =>
          kind === 'observation' && before.status === id && after.status === id,
      );
      const listed = lines.map((line) => line.split(' [')[0] as string);
      expect(sorted(listed), id).toEqual(sorted(staying.map(({ event }) => event.type)));
    }
  });

  it('names the desired statuses that each arrow needs', () => {
    for (const { from, to, name, condition } of arrowsOf(diagram)) {
      const possible = desiredStatuses.filter((each) =>
        space.states.some(
          ({ deployment }) => deployment.status === from && deployment.desiredStatus === each,
        ),
      );
      const needed = possible.filter((each) =>
        leading.some(
          ({ before, after, event }) =>
            before.status === from &&
            before.desiredStatus === each &&
            after.status === to &&
            event.type === name,
        ),
      );
      const said = saidIn(condition, possible);
      expect(said, `${from} ${name} ${to} ${condition}`).toEqual(needed);
    }
  });

  it('groups the statuses by resources status', () => {
    const groups = Object.fromEntries(diagram.nodes.map(({ id, group }) => [id, group]));
    expect(diagram.groups.map(({ id }) => id)).toEqual(['Provisioned']);
    expect(groups).toMatchObject({ Stopped: null, Provisioning: null, Stopping: null });
    expect(Object.values(groups).filter((group) => group === 'Provisioned')).toHaveLength(5);
  });
});

/** The desired statuses that a condition allows. */
function saidIn(condition: string, possible: readonly string[]): string[] {
  const [, unless, only] =
    /\[(?:unless desired (\w+)|desired ([\w, ]+?))(?:[,\]]|, )/.exec(
      condition.replace(/, (bootstrap|approved)/, '] $1'),
    ) ?? [];
  if (unless !== undefined) return possible.filter((each) => each !== unless);
  if (only === undefined) return [...possible];
  return possible.filter((each) => only.split(/, | or /).includes(each));
}

describe('desired', () => {
  it('has an arrow for each event that changes the desired status, and no other', () => {
    const moving = accepted.filter(
      ({ before, after }) => before.desiredStatus !== after.desiredStatus,
    );
    const explored = moving.map(({ before, after, event }) =>
      [before.desiredStatus, wireName(event.type), after.desiredStatus].join(' '),
    );
    const drawn = arrowsOf(graph('desired')).map(({ from, name, to }) => {
      return `${from} ${name.replace(/\?.*/, '')} ${to}`;
    });
    expect(sorted(drawn)).toEqual(sorted(explored));
  });

  it('names actions with the parameters that lead there', () => {
    for (const { name, from, to, kind } of arrowsOf(graph('desired'))) {
      if (kind !== 'action' && kind !== 'forced') continue;
      const action = parseRequest(name);
      const leads = accepted.some(
        ({ event, before, after }) =>
          JSON.stringify(event) === JSON.stringify(action) &&
          before.desiredStatus === from &&
          after.desiredStatus === to,
      );
      expect(leads, `${from} ${name} ${to}`).toBe(true);
    }
  });
});

describe('pairs', () => {
  it('has a box for each of the 28 pairs, and arrows for all events between them', () => {
    const diagram = graph('pairs');
    expect(diagram.nodes).toHaveLength(28);
    const moving = accepted.filter(({ before, after }) => pairOf(before) !== pairOf(after));
    const explored = moving.map(({ before, after, event }) =>
      [pairOf(before), wireName(event.type).toLowerCase(), pairOf(after)].join(' '),
    );
    const drawn = arrowsOf(diagram).map(({ from, name, to }) => {
      return `${from} ${wireName(name.replace(/\?.*/, '')).toLowerCase()} ${to}`;
    });
    expect(sorted(drawn)).toEqual(sorted(explored));
  });
});

describe('reconcile', () => {
  const diagram = graph('reconcile');

  it('names the step of the runner for each pair', () => {
    const shown = diagram.nodes.map(({ id, lines }) => `${id} ${lines.at(-1)}`);
    const table = deploymentStatuses.flatMap((status) =>
      Object.entries(reconciling[status]).map(([desired, type]) => {
        const alternatives = type === 'awaitApproval' ? `${type} or bootstrap` : type;
        return `${status}_${desired} runner: ${alternatives}`;
      }),
    );
    expect(sorted(shown)).toEqual(sorted(table));
  });

  it('leads on from every pair that is not settled', () => {
    const left = new Set(arrowsOf(diagram).map(({ from }) => from));
    const resting = diagram.nodes.filter(({ tone }) => tone === 'settled').map(({ id }) => id);
    const idle = diagram.nodes.filter(({ id }) => !left.has(id)).map(({ id }) => id);
    expect(sorted(idle)).toEqual(sorted(resting.filter((id) => !id.startsWith('Awaiting'))));
  });
});

describe('lifecycle', () => {
  const diagram = graph('lifecycle');
  const arrows = arrowsOf(diagram);

  it('shows the forced stop from every status that holds compute resources', () => {
    const from = arrows.filter(({ kind }) => kind === 'forced').map((arrow) => arrow.from);
    const held = deploymentStatuses.filter((each) => each !== 'Stopped' && each !== 'Stopping');
    expect(sorted(from)).toEqual(sorted(held));
    expect(diagram.edges.filter(({ kind }) => kind === 'forced')).toHaveLength(1);
  });

  it('has an arrow for each way of the runner, and for every failure', () => {
    const explored = accepted
      .filter((step) => step.kind === 'observation' && ofThisGeneration(step))
      .filter(({ before, after }) => before.status !== after.status)
      .map(({ before, after }) => `${before.status} ${after.status}`);
    const drawn = sorted(arrows.map(({ from, to }) => `${from} ${to}`));
    for (const each of drawn) expect(explored).toContain(each);
    expect(sorted(explored)).toEqual(drawn);
  });

  it('names the observations that follow each action', () => {
    for (const { labels, effects, kind } of diagram.edges) {
      const isAction = kind === 'action' || kind === 'forced';
      expect(effects.length > 0, String(labels)).toBe(isAction);
      for (const effect of effects) {
        const [, word, name] = /^(then|desired) (\w+)/.exec(effect) ?? [];
        expect<readonly string[]>(word === 'then' ? observationTypes : desiredStatuses).toContain(
          name,
        );
      }
    }
  });
});

describe.each(actionTypes)('action:%s', (type) => {
  const name = wireName(type);
  const diagram = graph(`action:${name}`);

  it('lists exactly the codes of the answers for each pair', () => {
    for (const { id, lines } of diagram.nodes) {
      const [status, desired] = id.split('_');
      const decisions = deployments
        .filter((each) => each.status === status && each.desiredStatus === desired)
        .flatMap((each) =>
          everyAction
            .filter((action) => action.type === type)
            .map((action) => decide(each, action)),
        );
      const codes = decisions.map((decision) =>
        decision.accepted ? '202' : `${decision.httpStatus} ${decision.error.error_code}`,
      );
      const said = lines.slice(1).map((line) => /\b\d{3}( \w+$)?/.exec(line)?.[0] ?? line);
      expect(sorted(said), id).toEqual(sorted(codes));
    }
  });

  it('has a tone for accepted, refused or both', () => {
    for (const { lines, tone } of diagram.nodes) {
      const oks = lines.slice(1).map((line) => line.includes('202'));
      if (oks.every((ok) => !ok)) expect(tone).toBe('refused');
      else if (oks.every((ok) => ok)) expect(['accepted', 'unchanged']).toContain(tone);
      else expect(tone).toBe('mixed');
    }
  });
});

describe('every view', () => {
  const graphs = viewNames.filter((name) => name !== 'history');

  // The last combination lacks every capability.
  const combinations = isDeep ? everyCapabilities : everyCapabilities.slice(-1);
  it.each(combinations)('leaves out statuses that cannot occur with %j', (capabilities) => {
    for (const name of graphs) {
      const { nodes, edges, groups } = graph(name, { capabilities });
      const ids = new Set([...nodes, ...groups].map(({ id }) => id));
      for (const { from, to } of edges) {
        expect(ids).toContain(from);
        expect(ids).toContain(to);
      }
      const standby = nodes.filter(({ label }) => label === 'Standby');
      expect(standby.length > 0, name).toBe(capabilities.standby);
    }
  });

  it.each(graphs)('%s has boxes with unique ids, each in an existing group', (name) => {
    const { nodes, groups } = graph(name);
    const ids = [...nodes, ...groups].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_]+$/);
    for (const { group } of nodes) if (group !== null) expect(ids).toContain(group);
    expect(nodes.filter(({ initial }) => initial)).toHaveLength(1);
  });

  it.each(graphs)('%s is frozen, and the same every time', (name) => {
    expect(graph(name)).toEqual(graph(name));
    expect(Object.isFrozen(graph(name).nodes[0]?.lines)).toBe(true);
  });
});
