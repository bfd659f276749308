/**
 * Searches runs breadth first, so that whatever is found is reached by a shortest run.
 *
 * A node is a state together with the memory of the run that led to it. The steps of a run are found by
 * going back from its last node.
 */
import type { StateSpace, Transition } from '../exploration';
import type { Memory } from '../properties';

/** A state, and the memory of the run that led to it. */
export interface SearchNode {
  readonly state: number;
  readonly memory: Memory;
  /** The node before, and the transition that led from it to here; null for a first node. */
  readonly reached: { readonly from: SearchNode; readonly by: Transition } | null;
}

/** The limit that ends the search of a memory that takes new values without end. */
const nodesMax = 200_000;

/** The nodes found so far, each state once with each memory. Nodes may be added during a loop. */
export class SearchNodes {
  readonly #found = new Map<Memory, (SearchNode | undefined)[]>();
  readonly all: SearchNode[] = [];

  /** Adds the node if it is new. */
  add(state: number, memory: Memory, reached: SearchNode['reached']): void {
    const found = this.#found.get(memory) ?? [];
    if (found[state] !== undefined) return;
    if (this.all.length === nodesMax) {
      throw new RangeError(
        `its memory takes too many values: more than ${nodesMax} pairs of a state and a memory`,
      );
    }
    if (found.length === 0) this.#found.set(memory, found);
    const node = { state, memory, reached };
    found[state] = node;
    this.all.push(node);
  }
}

/** Returns the steps that lead to a node. */
export function runTo(node: SearchNode): readonly Transition[] {
  const steps: Transition[] = [];
  for (let each = node; each.reached !== null; each = each.reached.from) {
    steps.push(each.reached.by);
  }
  return steps.reverse();
}

/** Returns the steps of a shortest run to a state. */
export function runToState({ states }: StateSpace, state: number): readonly Transition[] {
  const steps: Transition[] = [];
  for (let by = states[state]?.reachedBy; by; by = states[by.from]?.reachedBy) steps.push(by);
  return steps.reverse();
}
