/** The types of deviations.mjs. */

/** A way of the live system. */
export interface ServerDeviation {
  readonly options: readonly string[];
}

export declare const deviations: Readonly<Record<string, ServerDeviation>>;
