/** The annotation in which client-side apply keeps what it applied last. */
import { encodeJson } from '../encoding/json.ts';
import type { KubeObject } from '../meta.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager that kubectl applies as unless told otherwise: only it comes from client-side apply. */
export const kubectl = 'kubectl';

/** Keys in order and nothing that HTML would read: as Go writes the annotation. */
function asGoWrites(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asGoWrites);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, below]) => [name, asGoWrites(below)]));
}

/** The annotation of client-side apply follows what kubectl applies, so that one can go back to it. */
export function withLastApplied(result: KubeObject, config: KubeObject, manager: string): KubeObject {
  const annotations = result.metadata?.annotations;
  if (manager !== kubectl || !annotations?.[lastAppliedAnnotation]) return result;
  const { managedFields: _, annotations: own, ...metadata } = config.metadata ?? {};
  const { [lastAppliedAnnotation]: __, ...others } = own ?? {};
  const applied = { ...config, metadata: own === undefined ? metadata : { ...metadata, annotations: others } };
  const text = encodeJson(asGoWrites(applied)).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return {
    ...result,
    metadata: { ...result.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: `${text}\n` } },
  };
}
