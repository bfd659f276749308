/** The mechanisms that promises rest on. Each can be switched off: the proof must notice. */
export interface Mechanisms {
  /** The database checks the claim of each write. */
  readonly claims: boolean;
  /** The executor checks the fence of each task. */
  readonly fences: boolean;
  /** The database compares the version before it writes. */
  readonly versions: boolean;
  /** The claims of a worker whose lease is over are released. */
  readonly takeover: boolean;
  /** A server answers after its write. */
  readonly answersLast: boolean;
  /** Workers look from time to time, although they are told. */
  readonly polls: boolean;
}

/** All of them work. */
export const allWork: Mechanisms = {
  ...{ claims: true, fences: true, versions: true },
  ...{ takeover: true, answersLast: true, polls: true },
};
