/** Validation of files from keys of a ConfigMap or Secret. */
import type { KeyToPath } from '../../generated/core/v1.ts';
import { type Found, fileMode, required } from './checks.ts';
import { localNonReservedPath } from './paths.ts';

/** `path`: the path of the source, whose `items` are validated. */
export function keyFiles(found: Found, path: string, items: readonly KeyToPath[] | undefined): void {
  items?.forEach(({ key, path: file, mode }, index) => {
    const at = `${path}.items[${index}]`;
    required(found, `${at}.key`, key);
    required(found, `${at}.path`, file);
    localNonReservedPath(found, `${at}.path`, file);
    fileMode(found, `${at}.mode`, mode);
  });
}
