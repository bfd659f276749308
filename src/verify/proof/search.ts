/**
 * Searching courses of events, breadth first, so that whatever is found is reached by the fewest steps.
 *
 * A node is a state together with what is remembered of the course that led to it. The steps of a
 * course are found by going back from its last node.
 */
import type { StateSpace, Step } from '../exploration';
import type { Memory } from '../properties';

/** A state, and what is remembered of the steps that led to it. */
export interface Node {
  readonly state: number;
  readonly memory: Memory;
  /** The node before, and the step that led from it to here; null for the first node. */
  readonly reached: { readonly from: Node; readonly by: Step } | null;
}

/** So that a memory which takes new values without end is found out. */
const nodesMax = 200_000;

/** The nodes found so far; each state once with each memory. Can be extended while it is walked. */
export class Nodes {
  readonly #found = new Map<Memory, (Node | undefined)[]>();
  readonly all: Node[] = [];

  /** Adds the node if it is new. */
  add(state: number, memory: Memory, reached: Node['reached']): void {
    const found = this.#found.get(memory) ?? [];
    if (found[state] !== undefined) return;
    if (this.all.length === nodesMax) {
      throw new RangeError(`It remembers too much: there are more than ${nodesMax} cases.`);
    }
    if (found.length === 0) this.#found.set(memory, found);
    const node = { state, memory, reached };
    found[state] = node;
    this.all.push(node);
  }
}

/** The steps that lead to a node. */
export function stepsTo(node: Node): readonly Step[] {
  const steps: Step[] = [];
  for (let each = node; each.reached !== null; each = each.reached.from) {
    steps.push(each.reached.by);
  }
  return steps.reverse();
}

/** The steps that lead to a state: as few as possible. */
export function stepsToState({ states }: StateSpace, state: number): readonly Step[] {
  const steps: Step[] = [];
  for (let by = states[state]?.reachedBy; by; by = states[by.from]?.reachedBy) steps.push(by);
  return steps.reverse();
}
