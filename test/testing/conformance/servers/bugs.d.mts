/** The types of bugs.mjs. */

/** A bug as `bugs.mjs` describes it. */
export interface Bug {
  readonly seen: string;
  readonly property: string | null;
  readonly rule: string | null;
  readonly shows: string;
  readonly by: 'history' | 'look';
  readonly options: readonly string[];
  readonly wraps: 'decide' | 'observe' | 'Store' | 'Edge' | 'Runner';
}

export declare const bugs: Readonly<Record<string, Bug>>;
