/** The path of a request. */

/** Returns the path of a URL with its query, without the host. Pure. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?]*/i, '');
}
