/** The map as a picture, with a legend. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Deployment, statusLabel } from '../../lifecycle';
import { type Lead, type MapArrow, type MapBox, type MapShape, mapDrawing } from '../map';

interface MapProps {
  readonly deployment: Deployment;
  readonly leads: readonly Lead[];
}

/** The map of a deployment. */
export function StatusMap({ deployment, leads }: MapProps) {
  const [figure, shape] = useShape();
  const drawing = mapDrawing(deployment, leads, shape);
  const { width, height, boxes, arrows } = drawing;
  return (
    <figure ref={figure} class="map">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-labelledby="map-title map-description"
        font-size={drawing.fontSize}
      >
        <title id="map-title">The pipeline: {statusLabel(deployment)}</title>
        <desc id="map-description">{arrowsInWords(arrows)}</desc>
        <defs>
          <marker id="map-action" {...marker} class="tip action">
            <path d="M0 0L8 4L0 8z" />
          </marker>
          <marker id="map-observation" {...marker} class="tip observation">
            <path d="M0 0L8 4L0 8z" />
          </marker>
        </defs>
        {arrows.map((arrow) => (
          <ArrowPath key={`${arrow.kind} ${arrow.to}`} arrow={arrow} />
        ))}
        {boxes.map((box) => (
          <StatusBox key={box.status} box={box} />
        ))}
        {arrows.map((arrow) => (
          <ArrowLabel
            key={`${arrow.kind} ${arrow.to}`}
            arrow={arrow}
            line={drawing.fontSize * 1.25}
          />
        ))}
      </svg>
      <figcaption>
        Filled: the present status. Double frame: the desired one.{' '}
        <span class="key action">Dashed</span>: where an action would lead.{' '}
        <span class="key observation">Solid</span>: where an observation would lead.
      </figcaption>
    </figure>
  );
}

const marker = {
  viewBox: '0 0 8 8',
  refX: 7,
  refY: 4,
  markerWidth: 8,
  markerHeight: 8,
  orient: 'auto',
} as const;

function ArrowPath({ arrow: { kind, curve } }: { readonly arrow: MapArrow }) {
  const { start, pull, end } = curve;
  return (
    <path
      class={`arrow ${kind}`}
      d={`M${start.x} ${start.y}Q${pull.x} ${pull.y} ${end.x} ${end.y}`}
      marker-end={`url(#map-${kind})`}
    />
  );
}

interface LabelProps {
  readonly arrow: MapArrow;
  readonly line: number;
}

function ArrowLabel({ arrow: { kind, labels, place }, line }: LabelProps) {
  const { x, y, width, height } = place;
  return (
    <g class={`label ${kind}`}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={4} />
      {labels.map((label, index) => (
        <text key={label} x={x} y={y + (index - (labels.length - 1) / 2) * line} dy="0.35em">
          {label}
        </text>
      ))}
    </g>
  );
}

function StatusBox({ box }: { readonly box: MapBox }) {
  const { status, present, desired, x, y, width, height } = box;
  const role = [...(present ? ['present'] : []), ...(desired ? ['desired'] : [])];
  const [left, top] = [x - width / 2, y - height / 2];
  return (
    <g class={`box ${role.join(' ')}`} data-status={status}>
      {desired && (
        <rect
          class="outline"
          x={left - 5}
          y={top - 5}
          width={width + 10}
          height={height + 10}
          rx={11}
        />
      )}
      <rect class="body" x={left} y={top} width={width} height={height} rx={7} />
      <text x={x} y={y} dy={role.length === 0 ? '0.35em' : '-0.15em'}>
        {status}
      </text>
      {role.length > 0 && (
        <text class="role" x={x} y={y} dy="1.1em">
          {role.join(' and ')}
        </text>
      )}
    </g>
  );
}

function arrowsInWords(arrows: readonly MapArrow[]): string {
  if (arrows.length === 0) return 'No action and no observation leads anywhere else.';
  return arrows
    .map(({ kind, labels, to }) => `${kind} ${labels.join(', ')} leads to ${to}`)
    .join('; ');
}

/** Returns a reference to an element, and the shape that the map has in its width. */
function useShape() {
  const element = useRef<HTMLElement>(null);
  const [shape, setShape] = useState<MapShape>('narrow');
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) =>
      setShape((entry?.contentRect.width ?? 0) < wideFrom ? 'narrow' : 'wide'),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, shape] as const;
}

/** The width from which the text of the wide map can be read, in pixels. */
const wideFrom = 700;
