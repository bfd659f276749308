/** The arrays of a table, laid out from the compiled answers of the machine. */

import type { Deployment } from '../lifecycle';
import {
  type Column,
  type CompiledReply,
  classCount,
  columnOf,
  fieldsOfClass,
  moveOf,
  nodeIndex,
  positionAt,
  reachableNodes,
  representativeOf,
} from '../lifecycle/compiled';
import { type TableEvent, tableEvents } from './events';

/** The position of the bit in an entry of `next` that is set if the event is refused. */
export const refusedShift = 15;
const refusedBit = 1 << refusedShift;
/** The bits of an entry that hold the state that follows. */
export const stateMask = refusedBit - 1;
/** An entry that is not laid out yet. */
export const unknownEntry = 0xffff;

/** The arrays of a table. A node is a class of deployments, with or without a checkpoint. */
export interface Layout {
  /** By state: its node. */
  readonly nodes: readonly number[];
  /** By node: its state; -1 if the node cannot occur. */
  readonly states: Int16Array;
  /**
   * A row for each event, with an entry for each state: the state that follows, with `refusedBit`
   * if the event is refused; `unknownEntry` until the row is laid out.
   */
  readonly next: Uint16Array;
  /** Lays out the row of an event, unless it is laid out already. */
  readonly layOut: (event: number) => void;
}

const hasCheckpointAt = (node: number) => node >= classCount;
const classAt = (node: number) => (hasCheckpointAt(node) ? node - classCount : node);

/** Returns the deployment that stands for a node. */
export function nodeDeployment(node: number): Deployment {
  const checkpoint = hasCheckpointAt(node) ? 1 : null;
  return representativeOf({ ...fieldsOfClass(classAt(node)), checkpoint } as Deployment);
}

/** Returns the reply to an event at a node, with these capabilities. */
export function nodeReply(node: number, event: number, combination: number): CompiledReply {
  const column = columnAt(node, event);
  return column.replies[positionAt(column, classAt(node), combination)] as CompiledReply;
}

function columnAt(node: number, event: number): Column {
  const { withCheckpoint, without } = (tableEvents[event] as TableEvent).eventIndexes;
  return columnOf(hasCheckpointAt(node) ? withCheckpoint : without);
}

/** True if the reply refuses an action, or finds an observation stale. */
export function isRefusal({ httpStatus, rule }: CompiledReply): boolean {
  return httpStatus !== undefined || rule.endsWith('.stale');
}

/** Returns the arrays for these capabilities. */
export function layoutOf(combination: number): Layout {
  const nodes = reachableNodes(combination);
  const states = new Int16Array(classCount * 2).fill(-1);
  nodes.forEach((node, state) => {
    states[node] = state;
  });
  const next = new Uint16Array(nodes.length * tableEvents.length).fill(unknownEntry);
  const layOut = (event: number) => {
    const first = event * nodes.length;
    if (next[first] !== unknownEntry) return;
    const followers = new Map<CompiledReply, (node: number) => number>();
    const entryAt = (node: number) => {
      const reply = nodeReply(node, event, combination);
      const follower = followers.get(reply) ?? followerBy(reply);
      followers.set(reply, follower);
      return (states[follower(node)] as number) | (isRefusal(reply) ? refusedBit : 0);
    };
    // Not by a loop of our own: V8 would take that into every loop of steps, which is then slower.
    next.set(Uint16Array.from(nodes, entryAt), first);
  };
  return { nodes, states, next, layOut };
}

/** Returns a function from the node before this reply to the node after. */
function followerBy(reply: CompiledReply): (node: number) => number {
  if (isRefusal(reply)) return (node) => node;
  const move = moveOf(reply);
  const gains = reply.checkpoint === 'take';
  return (node) => nodeIndex(move(classAt(node)), gains || hasCheckpointAt(node));
}
