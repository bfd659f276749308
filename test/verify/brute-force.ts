/**
 * A second opinion on the proof, from the definitions alone: shortest violations layer by layer,
 * and fair runs by removing states until the rest stays fair. It shares nothing with the proof.
 */
import { type Deployment, type StepType, steps as stepTable } from '../../src/lifecycle';
import type { StateSpace, Transition } from '../../src/verify/exploration/explore';
import type { LeadsToProperty, Property } from '../../src/verify/properties/property';

/** The observations that complete each step of `reconcile`. */
const completedBy: Readonly<Record<string, string>> = {
  provision: 'provisioning',
  awaitProvisioned: 'standby awaitingApproval paused running',
  activate: 'awaitingApproval paused running',
  bootstrap: 'paused running',
  pause: 'paused',
  resume: 'running',
  suspend: 'suspending',
  awaitSuspended: 'suspended',
  deprovision: 'stopping',
  awaitDeprovisioned: 'deprovisioned',
};

/** The distance of each state from the first, by relaxing until nothing changes. */
export function distancesIn({ states, transitions }: StateSpace): number[] {
  const distances = states.map((_, number) => (number === 0 ? 0 : Number.POSITIVE_INFINITY));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of transitions.flat()) {
      const through = (distances[from] as number) + 1;
      if (through >= (distances[to] as number)) continue;
      distances[to] = through;
      changed = true;
    }
  }
  return distances;
}

/** The fewest steps that violate the property, without the cycle of a run; null if it holds. */
export function shortestViolation(space: StateSpace, property: Property): number | null {
  switch (property.kind) {
    case 'always': {
      const { premise, holds } = property;
      const bad = space.states.filter(
        ({ deployment }) => premise(deployment) && !holds(deployment),
      );
      const distances = distancesIn(space);
      return least(bad.map(({ number }) => distances[number] as number));
    }
    case 'step': {
      const { premise, holds, memory } = property;
      return layers(space, memory?.initial ?? null, (kept, step) => ({
        isBad: premise(step, kept) && !holds(step, kept),
        next: [memory === null ? null : memory.after(kept, step)],
      }));
    }
    case 'responds': {
      const { after, within, to } = property;
      return layers(space, 'before', (kept, step) => {
        const came = kept === 'before' ? 0 : Number(kept);
        const isAwaited =
          kept === 'before'
            ? JSON.stringify(step.event) === JSON.stringify(after)
            : isPresent(step) && step.event.type === within[came - 1];
        const stays = kept === 'before' || step.kind === 'observation' ? [kept] : [];
        if (!isAwaited) return { isBad: false, next: stays };
        const isLast = came === within.length;
        return { isBad: isLast && !to(step.after), next: isLast ? stays : [...stays, came + 1] };
      });
    }
    case 'leadsTo': {
      const { from, to } = property;
      const { returning } = fairRuns(space, property);
      return layers(
        space,
        'before',
        (kept, step) => {
          const target = space.states[step.to]?.deployment as Deployment;
          const begins = from(target) && !to(target) ? ['watched'] : [];
          if (kept === 'before') return { isBad: false, next: ['before', ...begins] };
          const isMove = isPresent(step) && step.accepted && step.event.type !== 'failed';
          return { isBad: false, next: isMove && !to(target) ? ['watched'] : [] };
        },
        (state, kept) => kept === 'watched' && returning.has(state),
        ((first) => (from(first) && !to(first) ? ['before', 'watched'] : ['before']))(
          space.states[0]?.deployment as Deployment,
        ),
      );
    }
  }
}

type Kept = string | number | boolean | null;

/** Searches layer by layer for the number of steps after which something bad has happened. */
function layers(
  { transitions }: StateSpace,
  initial: Kept,
  read: (kept: Kept, step: Transition) => { isBad: boolean; next: readonly Kept[] },
  isBadState: (state: number, kept: Kept) => boolean = () => false,
  initials: readonly Kept[] = [initial],
): number | null {
  const seen = new Set<string>();
  let layer: [number, Kept][] = initials.map((kept) => [0, kept]);
  for (let length = 0; layer.length > 0; length += 1) {
    const following: [number, Kept][] = [];
    const fresh = layer.filter(([state, kept]) => {
      const name = `${state} ${typeof kept} ${kept}`;
      return !seen.has(name) && seen.add(name);
    });
    if (fresh.some(([state, kept]) => isBadState(state, kept))) return length;
    for (const [state, kept] of fresh) {
      for (const step of transitions[state] as readonly Transition[]) {
        const { isBad, next } = read(kept, step);
        if (isBad) return length + 1;
        for (const each of next) following.push([step.to, each]);
      }
    }
    layer = following;
  }
  return null;
}

const least = (lengths: readonly number[]) => (lengths.length === 0 ? null : Math.min(...lengths));

/** An observation of the present generation, which is 1 for every representative. */
const isPresent = ({ kind, event }: Transition) =>
  kind === 'observation' && (event.generation ?? 1) === 1;

interface Edge {
  readonly from: number;
  readonly to: number;
  /** The step of `reconcile` that this completes, if any. */
  readonly does: StepType | null;
}

/**
 * The states in which a fair run can stay short of the goal, and to which it can return for ever.
 */
export function fairRuns(
  space: StateSpace,
  { to }: Pick<LeadsToProperty, 'to'>,
): { readonly staying: ReadonlySet<number>; readonly returning: ReadonlySet<number> } {
  const short = new Set(
    space.states.filter(({ deployment }) => !to(deployment)).map(({ number }) => number),
  );
  const asked = space.states.map(({ deployment }) => askedFor(deployment));
  const reports = space.states.map(({ number }) =>
    (space.transitions[number] as readonly Transition[])
      .filter((step) => isPresent(step) && step.accepted && step.event.type !== 'failed')
      .map((step): Edge => {
        const type = asked[number] ?? null;
        const isDone = completedBy[type ?? 'idle']?.split(' ').includes(step.event.type) === true;
        return { from: number, to: step.to, does: isDone ? type : null };
      }),
  );
  const enabled = reports.map((each) => new Set(each.map(({ does }) => does)));
  // Reporting nothing is always possible, though not always fair.
  const edges = reports.map((each, from) => [...each, { from, to: from, does: null }]);

  const stayingIn = (within: ReadonlySet<number>): ReadonlySet<number> => {
    let kept = within;
    for (let size = -1; size !== kept.size; ) {
      size = kept.size;
      for (const type of Object.keys(completedBy) as StepType[]) {
        // Fair to a step: it is completed, or cannot be completed here.
        const fair = [...kept].filter((state) =>
          (edges[state] as Edge[]).some(
            (edge) => kept.has(edge.to) && (edge.does === type || !enabled[state]?.has(type)),
          ),
        );
        kept = leadingTo(fair, kept, edges);
      }
    }
    return kept;
  };
  const returning = [...short].filter((state) => {
    const forward = reachedFrom(state, short, edges);
    const around = [...forward].filter((each) => reachedFrom(each, short, edges).has(state));
    return stayingIn(new Set(around)).has(state);
  });
  return { staying: stayingIn(short), returning: new Set(returning) };
}

/** The step that `reconcile` asks for; null for a pair that cannot occur. */
function askedFor({ status, desiredStatus, bootstrapApproved }: Deployment): StepType | null {
  const type = stepTable[status][desiredStatus] ?? null;
  return type === 'awaitApproval' && bootstrapApproved ? 'bootstrap' : type;
}

function reachedFrom(start: number, within: ReadonlySet<number>, edges: readonly Edge[][]) {
  const reached = new Set([start]);
  for (const state of reached) {
    for (const { to } of edges[state] as Edge[]) if (within.has(to)) reached.add(to);
  }
  return reached;
}

function leadingTo(
  goals: readonly number[],
  within: ReadonlySet<number>,
  edges: readonly Edge[][],
): ReadonlySet<number> {
  const leading = new Set(goals);
  for (let size = -1; size !== leading.size; ) {
    size = leading.size;
    for (const state of within) {
      if ((edges[state] as Edge[]).some(({ to }) => leading.has(to))) leading.add(state);
    }
  }
  return leading;
}
