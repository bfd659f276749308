/** The path of a request. */

/** Returns the path of a URL with its query, without the host and the fragment. Pure. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*/s, '');
}

/**
 * Returns the path of a URL as events and logs may show it. Of a parameter that is not known, `…`
 * replaces the value: clients put keys and tokens into URLs. Pure.
 */
export function shownPath(url: string, isKnown: (parameter: string) => boolean): string {
  const [path = '', ...search] = pathOf(url).split('?');
  if (search.length === 0) return path;
  const shown = search
    .join('?')
    .split('&')
    .map((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      const [[decoded = ''] = []] = new URLSearchParams(name);
      return value.length === 0 || isKnown(decoded) ? parameter : `${name}=…`;
    });
  return `${path}?${shown.join('&')}`;
}
