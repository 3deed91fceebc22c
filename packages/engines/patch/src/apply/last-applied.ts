/** The annotation in which client-side apply keeps what it applied last. */
import { decodeJson, encodeJson, JsonNumberError, JsonSyntaxError, setOwn } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { annotationsSizeLimit, utf8Length } from '@kubets/machinery/names';
import { byText, escapeHtml } from './path-element.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager that kubectl applies as unless told otherwise: only it comes from client-side apply. */
export const kubectl = 'kubectl';

/** What client-side apply applied last; undefined where it did not, or wrote what is no object. */
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
 * The annotation of client-side apply follows what kubectl applies, so that one can go back to it; where it would make the
 * annotations too large it goes.
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
