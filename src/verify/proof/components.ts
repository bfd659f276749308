/** Strongly connected components of a graph, by Tarjan's algorithm. */

/** A node that is being visited, and how many of its successors have been. */
interface Visit {
  readonly node: number;
  seen: number;
}

/**
 * Divides a graph, in which `next[node]` lists the successors of a node, into components: sets of nodes
 * that all lead to each other, each node in exactly one. Pure.
 */
export function componentsOf(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const order = new Array<number>(next.length).fill(-1);
  const lowest = new Array<number>(next.length).fill(0);
  const open: number[] = [];
  const isOpen = new Array<boolean>(next.length).fill(false);
  const components: number[][] = [];
  let visited = 0;

  const begin = (node: number): Visit => {
    order[node] = visited;
    lowest[node] = visited;
    visited += 1;
    open.push(node);
    isOpen[node] = true;
    return { node, seen: 0 };
  };
  const lower = (node: number, to: number) => {
    lowest[node] = Math.min(lowest[node] as number, to);
  };
  const end = (node: number) => {
    if (lowest[node] !== order[node]) return;
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen[member] = false;
    components.push(component);
  };

  for (let root = 0; root < next.length; root += 1) {
    // A list instead of recursion, which would overflow the stack on a long chain.
    const visits = order[root] === -1 ? [begin(root)] : [];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const after = next[visit.node]?.[visit.seen];
      visit.seen += 1;
      if (after === undefined) {
        visits.pop();
        end(visit.node);
        const before = visits.at(-1);
        if (before !== undefined) lower(before.node, lowest[visit.node] as number);
      } else if (order[after] === -1) visits.push(begin(after));
      else if (isOpen[after]) lower(visit.node, order[after] as number);
    }
  }
  return components;
}
