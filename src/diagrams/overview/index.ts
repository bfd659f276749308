/**
 * The places of the eight statuses in the overview, chosen by hand: the pipeline comes up at the
 * top, rests in the middle, and is stopped at the bottom.
 *
 * Arrows and boxes are derived, so that nothing here says what the machine does. It imports nothing
 * but types, so that a page can take the layout alone.
 */
import type { DeploymentStatus } from '../../lifecycle';

/** The center of a box, in pixels from the top left. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** The size of the picture in pixels. Boxes up to 170 wide and 50 high have room in it. */
export const overviewSize = Object.freeze({ width: 820, height: 500 });

/** The center of the box of each status. */
export const overviewPositions: Readonly<Record<DeploymentStatus, Position>> = Object.freeze({
  Stopped: { x: 90, y: 50 },
  Provisioning: { x: 535, y: 50 },
  Standby: { x: 535, y: 155 },
  AwaitingApproval: { x: 535, y: 265 },
  Paused: { x: 335, y: 350 },
  Running: { x: 735, y: 350 },
  Suspending: { x: 535, y: 450 },
  Stopping: { x: 90, y: 450 },
});
