/** The door of diagrams: every view of the lifecycle, in every format. */
export { MissingPackageError } from '../input';
export { UntranslatableError } from '../verify';
export {
  type Diagram,
  type DiagramEdge,
  type DiagramGroup,
  type DiagramMessage,
  type DiagramNode,
  type EdgeKind,
  edgeKinds,
  type GraphDiagram,
  type MessageFrame,
  type MessageKind,
  type NumberedUser,
  type Pair,
  type Participant,
  participants,
  type SequenceDiagram,
  type Tone,
  tones,
} from './diagram';
export type { DiagramOptions } from './options';
export { overviewPositions, overviewSize, type Position } from './overview';
export {
  type Format,
  fileName,
  formats,
  hasFormat,
  toDot,
  toFormat,
  toJson,
  toMarkdown,
  toMermaid,
  toPlantUml,
  toScxml,
  toSvg,
} from './to-format';
export { draw, type ViewName, viewNames } from './views';
