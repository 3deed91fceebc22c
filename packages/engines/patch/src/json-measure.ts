/** Computes size and depth of JSON values without recursion, and copies shallow values. */
import { isPlain, maxJsonDepth, type Plain, setOwn } from '@kubets/machinery/json';
import { utf8Length } from '@kubets/machinery/names';

export interface Measure {
  /** The approximate size of its JSON in bytes. */
  readonly bytes: number;
  /** 0 for a scalar, 1 for `{}`. Where it exceeds {@link maxJsonDepth} the walk ends, and `bytes` is a part. */
  readonly depth: number;
  /** Of all depths, itself included. */
  readonly values: number;
}

/** `enough`: stops once there are more bytes than that. */
export function measureJson(value: unknown, enough = Number.POSITIVE_INFINITY): Measure {
  let bytes = 0;
  let depth = 0;
  let count = 0;
  const values: unknown[] = [value];
  const depths: number[] = [0];
  while (values.length > 0 && bytes <= enough) {
    count += 1;
    const current = values.pop();
    const above = depths.pop() ?? 0;
    if (typeof current === 'string') bytes += utf8Length(current) + 2;
    if (typeof current !== 'object' || current === null) {
      bytes += typeof current === 'string' ? 0 : String(current).length;
      continue;
    }
    depth = Math.max(depth, above + 1);
    if (depth > maxJsonDepth) break;
    const members: readonly unknown[] = Array.isArray(current) ? current : Object.values(current);
    bytes += 2 + members.length;
    if (members !== current) for (const key of Object.keys(current)) bytes += utf8Length(key) + 3;
    for (const member of members) {
      values.push(member);
      depths.push(above + 1);
    }
  }
  return { bytes, depth, values: count };
}

/** A deep copy. For values up to {@link maxJsonDepth}. */
export function cloneJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneJson);
  if (!isPlain(value)) return value;
  const copy: Plain = {};
  for (const [key, member] of Object.entries(value)) setOwn(copy, key, cloneJson(member));
  return copy;
}
