/** The arrays of a table, laid out from the compiled answers of the machine. */
import { type Column, changes, columnOf, moveOf, positionAt } from '../lifecycle/cells';
import { classCount, classOf, controlClass } from '../lifecycle/classes';
import type { CompiledReply } from '../lifecycle/compiled-format';
import { createDeployment, type Deployment } from '../lifecycle/deployment';
import { representative } from '../lifecycle/representative';
import { type TableEvent, tableEvents } from './events';

/** An entry of `next` holds the state that follows, and this bit where the event is refused. */
export const refusedShift = 15;
const refusedBit = 1 << refusedShift;
/** The bits of an entry that hold the state. */
export const stateMask = refusedBit - 1;

/** The arrays of a table. */
export interface Layout {
  /** By state: its node. */
  readonly nodes: readonly number[];
  /** By node, see `nodeOf`: its state; -1 for what cannot occur. */
  readonly states: Int16Array;
  /**
   * By step, a row for each event and in it a column for each state: the state that follows, with
   * `refusedBit` where the event is refused.
   */
  readonly next: Uint16Array;
}

/** A class of deployments, with or without a checkpoint, as one number. */
export function nodeOf(state: number, hasCheckpoint: boolean): number {
  return hasCheckpoint ? classCount + state : state;
}

const nodeCount = classCount * 2;
const hasCheckpointAt = (node: number) => node >= classCount;
const classAt = (node: number) => (hasCheckpointAt(node) ? node - classCount : node);

/** The deployment that stands for a node. */
export function nodeDeployment(node: number): Deployment {
  const checkpoint = hasCheckpointAt(node) ? 1 : null;
  return representative({ ...controlClass(classAt(node)), checkpoint } as Deployment);
}

/** What the machine answers to an event at a node, with the capabilities at this position. */
export function nodeReply(node: number, event: number, combination: number): CompiledReply {
  const { slots } = tableEvents[event] as TableEvent;
  const column = columnOf(hasCheckpointAt(node) ? slots.withCheckpoint : slots.without);
  return column.replies[positionAt(column, classAt(node), combination)] as CompiledReply;
}

/** Whether an action is refused, or an observation stale. */
export function isRefusal({ httpStatus, rule }: CompiledReply): boolean {
  return httpStatus !== undefined || rule.endsWith('.stale');
}

/** The arrays for the capabilities at this position of `everyCapabilities`. */
export function layoutOf(combination: number): Layout {
  const graph = graphOf(combination);
  const nodes = reachableNodes(graph.moves);
  const states = new Int16Array(nodeCount).fill(-1);
  nodes.forEach((node, state) => {
    states[node] = state;
  });
  if (nodes.length === nodeCount) return { nodes, states, next: graph.next };
  const next = new Uint16Array(nodes.length * tableEvents.length);
  let step = 0;
  for (let row = 0; row < graph.next.length; row += nodeCount) {
    for (const node of nodes) {
      const entry = graph.next[row + node] as number;
      next[step] = (states[entry & stateMask] as number) | (entry & refusedBit);
      step += 1;
    }
  }
  return { nodes, states, next };
}

/** What each event leads to from every node, also from those that cannot occur. */
interface Graph extends Pick<Layout, 'next'> {
  /** By node: the nodes that some event leads to. */
  readonly moves: readonly (readonly number[])[];
}

function graphOf(combination: number): Graph {
  const next = new Uint16Array(nodeCount * tableEvents.length);
  const moves = Array.from({ length: nodeCount }, (): number[] => []);
  const refusing = Uint16Array.from({ length: nodeCount }, (_, node) => node | refusedBit);
  // Events of the same type share their replies.
  const effects = new Map<Column['replies'], readonly (ReplyEffect | null)[]>();
  tableEvents.forEach(({ slots }, event) => {
    const row = event * nodeCount;
    // Most events are refused in most states.
    next.set(refusing, row);
    for (const hasCheckpoint of [false, true]) {
      const column = columnOf(hasCheckpoint ? slots.withCheckpoint : slots.without);
      const effectAt = effects.get(column.replies) ?? column.replies.map(effectOf);
      effects.set(column.replies, effectAt);
      for (let state = 0; state < classCount; state += 1) {
        const effect = effectAt[positionAt(column, state, combination)];
        if (!effect) continue;
        const node = nodeOf(state, hasCheckpoint);
        const after = nodeOf(effect.move(state), hasCheckpoint || effect.takesCheckpoint);
        next[row + node] = after;
        if (after !== node) moves[node]?.push(after);
      }
    }
  });
  return { next, moves };
}

/** What an accepted event does to a class, and to whether there is a checkpoint. */
interface ReplyEffect {
  readonly move: (state: number) => number;
  readonly takesCheckpoint: boolean;
}

/** What a reply does; null for a refusal. */
function effectOf(reply: CompiledReply): ReplyEffect | null {
  if (isRefusal(reply)) return null;
  const move = changes(reply) ? moveOf(reply) : (state: number) => state;
  return { move, takesCheckpoint: reply.checkpoint === 'take' };
}

/** The nodes that can occur, ascending. */
function reachableNodes(moves: Graph['moves']): readonly number[] {
  const found = new Set([nodeOf(classOf(createDeployment()), false)]);
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const node of found) for (const after of moves[node] ?? []) found.add(after);
  return [...found].sort((one, other) => one - other);
}
