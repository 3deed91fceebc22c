/** The hash in the names of a Deployment's ReplicaSets and the labels of their pods. */
import type { PodTemplateSpec } from '@kubets/api';

export const hashLabel = 'pod-template-hash';

/** The alphabet of generated names. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** JSON with sorted keys and without undefined fields: the same text for equal templates. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
    .join(',')}}`;
}

/** 32-bit FNV-1a. */
function fnv(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * FNV over the template and the collision count, in the safe alphabet. The values differ from upstream's, whose hash depends on the
 * memory layout of Go. No program compares them.
 */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = canonical(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  return Array.from(String(fnv(new TextEncoder().encode(text))), (digit) =>
    alphabet.charAt(digit.charCodeAt(0) % alphabet.length),
  ).join('');
}
