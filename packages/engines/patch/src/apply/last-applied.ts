/** The annotation with the last configuration of client-side apply. */
import { decodeJson, encodeJson, JsonNumberError, JsonSyntaxError, setOwn } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { annotationsSizeLimit, utf8Length } from '@kubets/machinery/names';
import { byText, escapeHtml } from './path-element.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** kubectl's default field manager. Only this manager migrates from client-side apply. */
export const kubectl = 'kubectl';

/** The last configuration of client-side apply; undefined if there is none, or it is invalid. */
export function lastApplied(object: KubeObject | undefined): KubeObject | undefined {
  const text = object?.metadata?.annotations?.[lastAppliedAnnotation];
  if (!text) return undefined;
  try {
    const applied = decodeJson(text).value;
    return typeof applied === 'object' && applied !== null && !Array.isArray(applied) ? applied : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonNumberError) return undefined;
    throw error;
  }
}

/** Keys in order, as Go writes maps. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  const sorted: Record<string, unknown> = {};
  for (const [name, below] of Object.entries(value).sort(([a], [b]) => byText(a, b)))
    setOwn(sorted, name, inKeyOrder(below));
  return sorted;
}

/**
 * Updates the annotation of client-side apply with the configuration that kubectl applies, so that a user can return to client-side
 * apply. It is removed if it would make the annotations too large.
 */
export function withLastApplied(result: KubeObject, config: KubeObject, manager: string): KubeObject {
  if (manager !== kubectl || !result.metadata?.annotations?.[lastAppliedAnnotation]) return result;
  const { managedFields: _, annotations: own, ...metadata } = config.metadata ?? {};
  const { [lastAppliedAnnotation]: __, ...others } = own ?? {};
  const bare = Object.keys(others).length === 0 ? metadata : { ...metadata, annotations: others };
  const text = `${escapeHtml(encodeJson(inKeyOrder({ ...config, metadata: bare })))}\n`;
  const { [lastAppliedAnnotation]: ___, ...kept } = result.metadata.annotations;
  const annotations = { ...kept, [lastAppliedAnnotation]: text };
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) size += utf8Length(key) + utf8Length(value);
  return { ...result, metadata: { ...result.metadata, annotations: size > annotationsSizeLimit ? kept : annotations } };
}
