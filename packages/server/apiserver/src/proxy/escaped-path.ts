/** Escapes a path for the URL of a proxied request. */

/** A decoded path as it appears in a URL: cleaned as Go's `path.Join` does, with every special byte escaped. */
export function escapedPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/'))
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  const plain = segments.map((segment) =>
    encodeURIComponent(segment.toWellFormed()).replace(/%(24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent),
  );
  return `/${plain.join('/')}${path.endsWith('/') && plain.length > 0 ? '/' : ''}`;
}
