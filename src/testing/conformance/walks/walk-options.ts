/** The surroundings and limits of a walk. */
import type { Clock } from '../../../host';
import type { Random } from '../../random';
import type { LifecycleDriver } from '../driver';
import type { Agenda, Course, Routes } from '../goals';
import type { Budget, Pace, Stays } from '../pace';
import type { Session } from './session';

/** The surroundings and limits of a walk. */
export interface WalkOptions {
  readonly driver: LifecycleDriver;
  readonly session: Session;
  readonly routes: Routes;
  readonly agenda: Agenda;
  readonly course: Course;
  readonly random: Random;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly pace: Pace;
  readonly stays: Stays;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** How long the runner may take for one step, in milliseconds. */
  readonly patience: number;
  /** How long to wait between two polls, in milliseconds. */
  readonly pollEvery: number;
  /** The most steps of the walk. */
  readonly steps: number;
  /** True if the walk is to end at once. */
  readonly isInterrupted: () => boolean;
}
