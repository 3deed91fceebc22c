/** The hash of a storage version, by which clients see that it has changed. Upstream: discovery.StorageVersionHash. */
import type { CustomResourceDefinitionSpec } from '@kubets/api';

const hashBytes = 8;

export async function storageVersionHash({ group, names, versions }: CustomResourceDefinitionSpec): Promise<string> {
  const stored = versions.find((each) => each.storage);
  if (stored === undefined) return '';
  const text = new TextEncoder().encode(`${group}/${stored.name}/${names.kind}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return btoa(String.fromCharCode(...hash.subarray(0, hashBytes)));
}
