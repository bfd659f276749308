/** Diagrams to be written in every format: all that there are, and some that no view would draw. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Diagram,
  draw,
  type GraphDiagram,
  type SequenceDiagram,
  viewNames,
} from '../../src/diagrams';
import { graph } from './drawn';

// By path, not by URL: an environment that plays a browser has URLs of its own.
const folder = 'examples/histories';

/** The lines of the histories that are shipped. */
export const histories = readdirSync(folder).map((file) => {
  return readFileSync(`${folder}/${file}`, 'utf8').split('\n');
});

const path = [
  { status: 'Stopped', desiredStatus: 'Running' },
  { status: 'Provisioning', desiredStatus: 'Running' },
  { status: 'Running', desiredStatus: 'Running' },
] as const;
const without = { standby: false, checkpointing: false, suspendable: false };

/** Every diagram there is, by name, some with a path marked. */
const all: Readonly<Record<string, Diagram>> = Object.fromEntries([
  ...viewNames
    .filter((name) => name !== 'history')
    .flatMap((name) => [
      [name, draw(name)],
      [`${name}, marked`, draw(name, { highlight: path })],
      [`${name}, without capabilities`, draw(name, { capabilities: without })],
    ]),
  ...histories.map((history, index) => [`history ${index}`, draw('history', { history })]),
]);
/** Every sign that a format gives a meaning. */
const nasty = 'a "b" <c> & d; #e; |f| [g] {h} `i` **j** -- %% \\k end: l';
const nastyGraph: GraphDiagram = {
  ...graph('desired'),
  title: nasty,
  description: nasty,
  notes: [nasty],
  nodes: graph('desired').nodes.map((node) => ({ ...node, label: nasty, lines: [nasty] })),
  edges: graph('desired').edges.map((edge) => ({ ...edge, labels: [nasty], effects: [nasty] })),
  groups: graph('desired').groups.map((group) => ({ ...group, label: nasty })),
};
/** A sequence of such texts. */
export const nastySequence: SequenceDiagram = {
  kind: 'sequence',
  view: 'history',
  title: nasty,
  description: nasty,
  messages: (['call', 'refused', 'note'] as const).map((kind) => ({
    from: 'user',
    to: 'server',
    text: nasty,
    kind,
    line: 1,
    offending: true,
    highlighted: false,
  })),
};
/** All diagrams, by name. */
export const everything = Object.entries({
  ...all,
  'a nasty graph': nastyGraph,
  'a nasty sequence': nastySequence,
});
/** Those that are graphs. */
export const graphs = everything.filter(([, { kind }]) => kind === 'graph');
