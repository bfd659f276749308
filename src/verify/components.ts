/** Strongly connected components of a graph, by Tarjan's algorithm. */

/**
 * The components of the graph in which `next[node]` lists where a node leads: sets of nodes that all
 * lead to each other, each node in exactly one. Pure.
 */
export function componentsOf(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const order = new Array<number>(next.length).fill(-1);
  const lowest = new Array<number>(next.length).fill(0);
  const open: number[] = [];
  const isOpen = new Array<boolean>(next.length).fill(false);
  const components: number[][] = [];
  let visited = 0;

  const visit = (node: number): void => {
    order[node] = visited;
    lowest[node] = visited;
    visited += 1;
    open.push(node);
    isOpen[node] = true;
    for (const after of next[node] as readonly number[]) {
      if (order[after] === -1) {
        visit(after);
        lowest[node] = Math.min(lowest[node] as number, lowest[after] as number);
      } else if (isOpen[after]) {
        lowest[node] = Math.min(lowest[node] as number, order[after] as number);
      }
    }
    if (lowest[node] !== order[node]) return;
    const component = open.splice(open.indexOf(node));
    for (const member of component) isOpen[member] = false;
    components.push(component);
  };

  for (let node = 0; node < next.length; node += 1) if (order[node] === -1) visit(node);
  return components;
}
