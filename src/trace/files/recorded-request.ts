/** Requests and their answers, as other programs record them. */

/** One request, and its answer if one came. */
export interface RecordedRequest {
  readonly method: string;
  /** Absolute, or the path and the query alone. */
  readonly url: string;
  /** The HTTP status code; null if no answer came. */
  readonly status: number | null;
  /** The body of the answer; null if it was not recorded. */
  readonly body: string | null;
  /** In milliseconds since 1970; null if the recording does not say both. */
  readonly times: { readonly began: number; readonly ended: number } | null;
}
