/** Diagrams to write in every format: all that there are, and some that no view would draw. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Diagram,
  draw,
  type GraphDiagram,
  type SequenceDiagram,
  viewNames,
} from '../../src/diagrams';
import { isDeep, sample } from '../tier';
import { graph } from './drawn';

// By path, not by URL: the environment that simulates a browser has its own URLs.
const folder = 'examples/histories';

/** The lines of the histories in the package. */
export const histories = readdirSync(folder).map((file) => {
  return readFileSync(`${folder}/${file}`, 'utf8').split('\n');
});

/** The pictures in the package, by the names of their files. */
export const shipped = readdirSync('diagrams')
  .filter((file) => file.endsWith('.svg'))
  .map((file) => [file, readFileSync(`diagrams/${file}`, 'utf8')] as const);

const reading = (status: string, desired: string, began: number, ended: number) =>
  JSON.stringify({
    seen: {
      ...{ deployment_status: status, deployment_desired_status: desired },
      deployment_error: null,
    },
    ...{ began, ended },
  });
const started = [
  '{"call":"start","answer":202,"began":0,"ended":10}',
  reading('Running', 'Running', 900, 905),
  '{"call":"stop","query":{"force":true},"answer":202,"began":1000,"ended":1012}',
];
/** Legal: the pause was decided before the stop. */
export const overlappingCalls = [
  ...started,
  '{"call":"pause","answer":202,"began":998,"ended":1020}',
  reading('Running', 'Stopped', 1030, 1034),
];
/** Illegal: the pause began after the stop was answered. */
export const oneAfterTheOther = [
  ...started,
  '{"call":"pause","answer":202,"began":1013,"ended":1020}',
  reading('Running', 'Stopped', 1030, 1034),
];
/** Legal with a remark: the stop took effect late. */
export const lostCall = [
  '{"call":"start","answer":202,"began":0,"ended":10}',
  '{"call":"stop","query":{"force":true},"began":20}',
  reading('Running', 'Running', 900, 905),
  reading('Stopping', 'Stopped', 1500, 1505),
];
const paused = [
  '{"call":"start","query":{"initial":"paused"},"answer":202,"began":0,"ended":8}',
  reading('Paused', 'Paused', 500, 504),
  '{"call":"resume","answer":202,"began":600,"ended":660}',
];
/** Legal: the poll of line 5 was decided before the resume, which line 4 saw. */
export const overlappingPoll = [
  ...paused,
  reading('Paused', 'Running', 610, 615),
  reading('Paused', 'Paused', 605, 650),
];
/** Illegal: no order explains lines 3, 4 and 5. */
export const illegalWindow = [
  ...paused,
  '{"call":"stop","answer":202,"began":620,"ended":650}',
  reading('Paused', 'Standby', 640, 645),
  reading('Stopped', 'Stopped', 700, 704),
];
const timed = { overlappingCalls, oneAfterTheOther, lostCall, overlappingPoll, illegalWindow };

const path = [
  { status: 'Stopped', desiredStatus: 'Running' },
  { status: 'Provisioning', desiredStatus: 'Running' },
  { status: 'Running', desiredStatus: 'Running' },
] as const;
const lacking = { standby: false, checkpointing: false, suspendable: false };
const views = viewNames.filter(
  (name) => name !== 'history' && (isDeep || name === 'action:stop' || !name.includes(':')),
);
const varied = isDeep ? views : (['lifecycle', 'action:stop'] as const);

/** Diagrams by name; one action stands for all of them, except in the deep tier. */
const drawn: Readonly<Record<string, Diagram>> = Object.fromEntries([
  ...views.map((name) => [name, draw(name)]),
  ...varied.map((name) => [`${name}, marked`, draw(name, { highlight: path })]),
  ...varied.map((name) => [`${name}, without capabilities`, draw(name, { capabilities: lacking })]),
  ...sample(histories, 3).map((history, index) => [
    `history ${index}`,
    draw('history', { history }),
  ]),
  ...Object.entries(timed).map(([name, history]) => [name, draw('history', { history })]),
]);
/** Every sign that means something in some format. */
const nasty =
  'a "b" <c> & d; #e; |f| [g] {h} `i` **j** -- %% \\k end: l %%{init: {"theme":"dark"}}%%';
const nastyGraph: GraphDiagram = {
  ...graph('desired'),
  title: nasty,
  description: nasty,
  notes: [nasty],
  nodes: graph('desired').nodes.map((node) => ({ ...node, label: nasty, lines: [nasty] })),
  edges: graph('desired').edges.map((edge) => ({ ...edge, labels: [nasty], effects: [nasty] })),
  groups: graph('desired').groups.map((group) => ({ ...group, label: nasty })),
};
const messageKinds = [
  ...(['call', 'poll', 'decision', 'accepted', 'refused', 'reading', 'lost'] as const),
  ...(['step', 'observation', 'note', 'remark'] as const),
];
/** A sequence of such texts. */
export const nastySequence: SequenceDiagram = {
  kind: 'sequence',
  view: 'history',
  title: nasty,
  description: nasty,
  participants: ['user1', 'user2', 'server', 'runner', 'pipeline'],
  frame: { label: nasty, first: 0, last: 2 },
  messages: messageKinds.map((kind) => ({
    from: 'user1',
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
  ...drawn,
  'a nasty graph': nastyGraph,
  'a nasty sequence': nastySequence,
});
/** The diagrams that are graphs. */
export const graphs = everything.filter(([, { kind }]) => kind === 'graph');
