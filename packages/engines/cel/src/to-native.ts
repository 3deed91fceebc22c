/** Converts values to JSON, for messages, audit annotations and patches. */
import { CelUint } from './ast.ts';
import { NativeList, NativeMap, ObjectView } from './collections.ts';
import { showValue } from './inspect.ts';
import { CelList, CelMap, CelOptional, type CelValue } from './values.ts';
import { nested } from './work-limit.ts';

/** Integers become numbers if they are exact, else `bigint`. Views return the underlying JSON. */
export function toNative(value: CelValue): unknown {
  if (typeof value === 'bigint') return numberOf(value);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (value instanceof CelUint) return numberOf(value.value);
  if (value instanceof NativeList || value instanceof NativeMap || value instanceof ObjectView) return value.native;
  if (value instanceof CelList) return nested(() => value.items().map(toNative));
  if (value instanceof CelMap) {
    return nested(() => {
      const native: Record<string, unknown> = Object.create(null);
      for (const key of value.keys()) native[showValue(key)] = toNative(value.find(key) ?? null);
      return native;
    });
  }
  if (value instanceof CelOptional) return value.value === undefined ? null : toNative(value.value);
  return showValue(value);
}

function numberOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
