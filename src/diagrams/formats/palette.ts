/**
 * The colors of all formats: a status has the same one in every view.
 *
 * Each color has a value for light and one for dark backgrounds. The light values all differ, so
 * that a style sheet can find a color by its value and replace it by the dark one.
 */
import type { DeploymentStatus } from '../../lifecycle';
import type { EdgeKind, Tone } from '../diagram';

/** A color, as `#rrggbb`, on light and on dark backgrounds. */
export interface Color {
  readonly light: string;
  readonly dark: string;
}

const color = (light: string, dark: string): Color => Object.freeze({ light, dark });

/** The fill of a box, by status. */
export const fills: Readonly<Record<DeploymentStatus, Color>> = Object.freeze({
  Stopped: color('#e5e7eb', '#3b4250'),
  Provisioning: color('#dbeafe', '#1e3a66'),
  Standby: color('#ede9fe', '#40306b'),
  AwaitingApproval: color('#fef3c7', '#54420d'),
  Running: color('#dcfce7', '#17492f'),
  Paused: color('#cff5fa', '#11475a'),
  Suspending: color('#ffe8d1', '#5c3714'),
  Stopping: color('#fee2e2', '#5f2222'),
});

/** The colors of text, lines and frames. */
export const inks = Object.freeze({
  text: color('#111827', '#f3f4f6'),
  quiet: color('#4b5563', '#b4bcc8'),
  border: color('#6b7280', '#9099a8'),
  frame: color('#848c99', '#6b7483'),
  highlight: color('#b45309', '#fbbf24'),
  plain: color('#f9fafb', '#23272f'),
});

/** The color of an arrow, by its kind. */
export const edgeInks: Readonly<Record<EdgeKind, Color>> = Object.freeze({
  action: color('#1d4ed8', '#8ab4ff'),
  forced: color('#b91c1c', '#ff9d94'),
  observation: color('#586174', '#aab4c4'),
  failure: color('#b03a0a', '#ffab70'),
});

/** The look of an arrow in words, for formats whose legend has no room for a sample. */
export const edgeLooks: Readonly<Record<EdgeKind, string>> = Object.freeze({
  action: 'blue',
  forced: 'thick red',
  observation: 'gray',
  failure: 'dashed orange',
});

/** The color of the frame of a box, by its tone. */
export const toneInks: Readonly<Record<Tone, Color>> = Object.freeze({
  accepted: color('#15803d', '#5fd48b'),
  unchanged: color('#0369a1', '#7cc4f5'),
  mixed: color('#a16207', '#e8c25a'),
  refused: color('#be123c', '#ff8fa3'),
  settled: color('#1f2937', '#e5e9f0'),
  transient: color('#64748b', '#a3afbf'),
});

/** The width of an arrow, by its kind, so that color alone tells no two apart. */
export const edgeWidths: Readonly<Record<EdgeKind, number>> = Object.freeze({
  action: 2,
  forced: 3,
  observation: 1,
  failure: 1.5,
});

/** The attributes of the frame of a box in SVG, by its tone. */
export const toneFrames: Readonly<Record<Tone, string>> = Object.freeze({
  accepted: ' stroke-width="2"',
  unchanged: ' stroke-width="1"',
  mixed: ' stroke-width="2"',
  refused: ' stroke-width="2"',
  settled: ' stroke-width="2"',
  transient: ' stroke-width="1.2" stroke-dasharray="5 3"',
});

/** The mark of a verdict, for readers who do not tell its color from the others. */
export const toneMarks: Readonly<Record<Tone, string>> = Object.freeze({
  accepted: '✓',
  unchanged: '✓',
  mixed: '~',
  refused: '✕',
  settled: '',
  transient: '',
});

/** Returns the label of a box, with the mark of its verdict, which stays with it. Pure. */
export function markedLabel(label: string, tone: Tone | null): string {
  return tone === null || toneMarks[tone] === '' ? label : `${toneMarks[tone]}\u00a0${label}`;
}

/** The look of such a frame in words. */
export const toneLooks: Readonly<Record<Tone, string>> = Object.freeze({
  accepted: '✓, green frame',
  unchanged: '✓, blue frame',
  mixed: '~, ocher frame',
  refused: '✕, red frame',
  settled: 'dark frame',
  transient: 'dashed frame',
});

/** Every color. */
export const colors: readonly Color[] = Object.freeze(
  [fills, inks, edgeInks, toneInks].flatMap((table) => Object.values(table) as Color[]),
);
