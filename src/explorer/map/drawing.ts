/**
 * The map: the eight statuses in the layout of the overview, the present and the desired one, and
 * an arrow to each status that an action or an observation would lead to.
 */
import { overviewPositions, overviewSize } from '../../diagrams';
import { type Curve, pointOf } from '../../diagrams/geometry';
import {
  completedBy,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  observations,
} from '../../lifecycle';
import { type CenteredBox, curveBetween, hiddenPoints, labelPlace, traceOf } from './geometry';

/** Something that would lead from the present status to another. */
export interface Lead {
  readonly kind: 'action' | 'observation';
  /** The type of the event: of those that lead to the same status, one is named. */
  readonly type: string;
  /** Its name with parameters; the shortest one is shown. */
  readonly name: string;
  readonly after: Pick<Deployment, 'status' | 'desiredStatus'>;
}

/** The box of a status. */
export interface MapBox extends CenteredBox {
  readonly status: DeploymentStatus;
  readonly present: boolean;
  readonly desired: boolean;
}

/** An arrow from the present status, with a place for its label. */
export interface MapArrow {
  readonly kind: Lead['kind'];
  readonly to: DeploymentStatus;
  readonly curve: Curve;
  readonly labels: readonly string[];
  readonly place: CenteredBox;
}

/** The map as a drawing, in pixels. */
export interface MapDrawing {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly boxes: readonly MapBox[];
  readonly arrows: readonly MapArrow[];
}

/** How the layout is fitted into a picture of another shape. */
interface Shape {
  readonly width: number;
  readonly height: number;
  readonly box: Pick<CenteredBox, 'width' | 'height'>;
  readonly fontSize: number;
}

const margin = 6;
const shapes: Readonly<Record<'wide' | 'narrow', Shape>> = Object.freeze({
  wide: { ...overviewSize, box: { width: 150, height: 46 }, fontSize: 15 },
  narrow: { width: 500, height: 640, box: { width: 158, height: 50 }, fontSize: 16 },
});

/** The shape of the map: for a screen, or for a telephone. */
export type MapShape = keyof typeof shapes;

/** Returns the status whose box stands for a desired status. Pure. */
export function statusDesired(desiredStatus: DesiredStatus): DeploymentStatus {
  const same = deploymentStatuses.find((status) => status === desiredStatus);
  if (same !== undefined) return same;
  const [done] = completedBy.suspend;
  return (done && observations[done].reports) ?? 'Suspending';
}

/** Returns the map of a deployment. Pure. */
export function mapDrawing(
  { status, desiredStatus }: Pick<Deployment, 'status' | 'desiredStatus'>,
  leads: readonly Lead[],
  shape: MapShape = 'wide',
): MapDrawing {
  const { box, ...picture } = shapes[shape];
  const boxes = deploymentStatuses.map(
    (each): MapBox => ({
      ...fitted(each, shapes[shape]),
      status: each,
      present: each === status,
      desired: each === statusDesired(desiredStatus),
    }),
  );
  const from = boxes.find(({ present }) => present) as MapBox;
  const curved = arrowsTogether(leads, status, desiredStatus).map((arrow) => {
    const target = boxes.find((each) => each.status === arrow.to) as MapBox;
    const others = boxes.filter((each) => each !== from && each !== target);
    return { ...arrow, curve: clearest(from, target, arrow.kind, { others, picture }) };
  });
  const arrows: MapArrow[] = [];
  for (const arrow of curved) {
    const taken = [...boxes, ...arrows.map(({ place }) => place)];
    const traces = curved.filter((each) => each !== arrow).flatMap(({ curve }) => traceOf(curve));
    const size = labelSize(arrow.labels, picture.fontSize);
    const place =
      labelPlace(arrow.curve, size, [...taken, ...traces], picture) ??
      labelPlace(arrow.curve, size, taken, picture);
    arrows.push({ ...arrow, place: place ?? { ...pointOf(arrow.curve, 0.5), ...size } });
  }
  return { ...picture, boxes, arrows };
}

/** The positions of the overview, moved together or apart to fit. */
function fitted(status: DeploymentStatus, { width, height, box }: Shape): CenteredBox {
  const { x, y } = overviewPositions[status];
  const all = Object.values(overviewPositions);
  const along = (axis: 'x' | 'y', value: number, room: number, size: number) => {
    const [least, most] = [
      Math.min(...all.map((p) => p[axis])),
      Math.max(...all.map((p) => p[axis])),
    ];
    return margin + size / 2 + ((value - least) / (most - least)) * (room - size - 2 * margin);
  };
  return { x: along('x', x, width, box.width), y: along('y', y, height, box.height), ...box };
}

/** One arrow for each kind and target; actions lead to what is desired, observations to what is. */
function arrowsTogether(
  leads: readonly Lead[],
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
) {
  const found = new Map<string, { kind: Lead['kind']; to: DeploymentStatus; names: Names }>();
  for (const { kind, type, name, after } of leads) {
    const stays =
      kind === 'action' ? after.desiredStatus === desiredStatus : after.status === status;
    const to = kind === 'action' ? statusDesired(after.desiredStatus) : after.status;
    if (stays || to === status) continue;
    const arrow = found.get(`${kind} ${to}`) ?? { kind, to, names: new Map() };
    found.set(`${kind} ${to}`, arrow);
    const known = arrow.names.get(type);
    if (known === undefined || name.length < known.length) arrow.names.set(type, name);
  }
  return [...found.values()].map(({ names, ...arrow }) => ({
    ...arrow,
    labels: [...names.values()],
  }));
}

/** The shortest name of each type. */
type Names = Map<string, string>;

/** Actions bend one way and observations the other, so that two arrows to one box are apart. */
function clearest(
  from: CenteredBox,
  to: CenteredBox,
  kind: Lead['kind'],
  {
    others,
    picture,
  }: { others: readonly CenteredBox[]; picture: Pick<CenteredBox, 'width' | 'height'> },
): Curve {
  const side = kind === 'action' ? 1 : -1;
  const bends = [0.12, 0.22, 0.34, -0.22, -0.34, 0.5, -0.5].map((bend) => bend * side);
  const curves = bends.map((bend) => curveBetween(from, to, bend));
  const inTheWay = curves.map((curve) => hiddenPoints(curve, others, picture));
  return curves[inTheWay.indexOf(Math.min(...inTheWay))] as Curve;
}

/** The width of the widest common font, so that a label has room in any. */
function labelSize(labels: readonly string[], fontSize: number) {
  const longest = Math.max(...labels.map(({ length }) => length));
  return { width: longest * fontSize * 0.62 + 8, height: labels.length * fontSize * 1.25 + 4 };
}
