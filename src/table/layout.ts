/** The arrays of a table, laid out from the compiled answers of the machine. */
import { type Column, changes, columnOf, moveOf } from '../lifecycle/cells';
import { classCount, classOf, controlClass } from '../lifecycle/classes';
import type { CompiledReply } from '../lifecycle/compiled-format';
import { createDeployment, type Deployment } from '../lifecycle/deployment';
import { rejections } from '../lifecycle/rejections';
import { representative } from '../lifecycle/representative';
import type { RuleId } from '../lifecycle/rules';
import { tableEvents } from './events';

/** An entry of `next` holds the state that follows, and this bit where the event is refused. */
export const refusedBit = 0x8000;
/** The bits of an entry that hold the state. */
export const stateMask = refusedBit - 1;

/** The arrays of a table. Those by step have a row for each event, a column for each state. */
export interface Layout {
  /** By state: its node. */
  readonly nodes: readonly number[];
  /** By node, see `nodeOf`: its state; -1 for what cannot occur. */
  readonly states: Int16Array;
  /** By step: the state that follows, with `refusedBit` where the event is refused. */
  readonly next: Uint16Array;
  /** By step: the position in `rules` of the rule that decides. */
  readonly ruleAt: Uint8Array;
  readonly rules: readonly RuleId[];
}

/** A class of deployments, with or without a checkpoint, as one number. */
export function nodeOf(state: number, hasCheckpoint: boolean): number {
  return hasCheckpoint ? classCount + state : state;
}

const nodeCount = classCount * 2;

/** Whether this rule refuses an action, or says that an observation is stale. */
export function isRefusal(rule: RuleId): boolean {
  return rule in rejections || rule.endsWith('.stale');
}

/** The arrays for the capabilities at this position of `everyCapabilities`. */
export function layoutOf(combination: number): Layout {
  const graph = graphOf(combination);
  const nodes = reachableNodes(graph.moves);
  const states = new Int16Array(nodeCount).fill(-1);
  nodes.forEach((node, state) => {
    states[node] = state;
  });
  if (nodes.length === nodeCount) return { ...graph, nodes, states };
  const next = new Uint16Array(nodes.length * tableEvents.length);
  const ruleAt = new Uint8Array(next.length);
  let step = 0;
  for (let row = 0; row < graph.next.length; row += nodeCount) {
    for (const node of nodes) {
      const entry = graph.next[row + node] as number;
      next[step] = (states[entry & stateMask] as number) | (entry & refusedBit);
      ruleAt[step] = graph.ruleAt[row + node] as number;
      step += 1;
    }
  }
  return { nodes, states, next, ruleAt, rules: graph.rules };
}

/** What each event leads to from every node, also from those that cannot occur. */
interface Graph extends Pick<Layout, 'next' | 'ruleAt' | 'rules'> {
  /** By node: the nodes that some event leads to. */
  readonly moves: readonly (readonly number[])[];
}

function graphOf(combination: number): Graph {
  const next = new Uint16Array(nodeCount * tableEvents.length);
  const ruleAt = new Uint8Array(next.length);
  const rules: RuleId[] = [];
  const moves = Array.from({ length: nodeCount }, (): number[] => []);
  // Events of the same type share their replies.
  const allPrepared = new Map<Column['replies'], readonly Prepared[]>();
  const refusing = Uint16Array.from({ length: nodeCount }, (_, node) => node | refusedBit);

  tableEvents.forEach(({ slots }, event) => {
    const row = event * nodeCount;
    // Most events are refused in most states.
    next.set(refusing, row);
    for (const hasCheckpoint of [false, true]) {
      const slot = hasCheckpoint ? slots.withCheckpoint : slots.without;
      const { replies, runs } = columnOf(slot, combination);
      const prepared = allPrepared.get(replies) ?? replies.map((reply) => preparedOf(reply, rules));
      allPrepared.set(replies, prepared);
      for (const { reply, from, to } of runs) {
        const { rule, refused, move, takesCheckpoint } = prepared[reply] as Prepared;
        ruleAt.fill(rule, row + nodeOf(from, hasCheckpoint), row + nodeOf(to, hasCheckpoint));
        for (let state = from; !refused && state < to; state += 1) {
          const node = nodeOf(state, hasCheckpoint);
          const after = nodeOf(move?.(state) ?? state, hasCheckpoint || takesCheckpoint);
          next[row + node] = after;
          if (after !== node) moves[node]?.push(after);
        }
      }
    }
  });
  return { next, ruleAt, rules, moves };
}

/** What a reply does, worked out once for all classes that it is given to. */
interface Prepared {
  readonly rule: number;
  readonly refused: boolean;
  readonly move: ((state: number) => number) | null;
  readonly takesCheckpoint: boolean;
}

function preparedOf(reply: CompiledReply, rules: RuleId[]): Prepared {
  const known = rules.indexOf(reply.rule);
  return {
    rule: known < 0 ? rules.push(reply.rule) - 1 : known,
    refused: isRefusal(reply.rule),
    move: changes(reply) ? moveOf(reply) : null,
    takesCheckpoint: reply.checkpoint === 'take',
  };
}

/** The nodes that can occur, ascending. */
function reachableNodes(moves: Graph['moves']): readonly number[] {
  const found = new Set([nodeOf(classOf(createDeployment()), false)]);
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const node of found) for (const after of moves[node] ?? []) found.add(after);
  return [...found].sort((one, other) => one - other);
}

/** The deployment that stands for a node. */
export function nodeDeployment(node: number): Deployment {
  const [state, checkpoint] = node < classCount ? [node, null] : [node - classCount, 1];
  return representative({ ...controlClass(state), checkpoint } as Deployment);
}
