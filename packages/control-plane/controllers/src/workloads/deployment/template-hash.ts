/** The hash that names a Deployment's ReplicaSets and tells their pods apart. */
import type { PodTemplateSpec } from '@kubets/api';

export const hashLabel = 'pod-template-hash';

/** No vowels, nothing that reads like another: the alphabet of generated names. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** JSON with sorted keys and no undefined fields: equal templates read the same. */
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
 * FNV over the template and the count of collisions so far, its decimal digits written in the safe alphabet. The values
 * are not upstream's, whose hash runs over Go's memory layout: nothing compares them across programs.
 */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = canonical(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  return Array.from(String(fnv(new TextEncoder().encode(text))), (digit) =>
    alphabet.charAt(digit.charCodeAt(0) % alphabet.length),
  ).join('');
}
