/** The `scale` subresource: `autoscaling/v1.Scale` as a view of an object with replicas. */
import type { Cell, ScaleDefinition } from '@kubets/api';
import { columnsOf } from '@kubets/api/facts';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { type LabelSelector, selectorFromLabelSelector, selectorFromLabels } from '@kubets/machinery/selectors';
import { errors } from '@kubets/machinery/status-error';
import { humanDuration } from '@kubets/machinery/time';

export const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' } as const;
export const scaleType = 'k8s.io/api/autoscaling/v1.Scale';

export interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

/** How Scales are printed, for all kinds. */
export const scalePrinter = {
  get columns(): ReturnType<typeof columnsOf> {
    return columnsOf(scaleKind.group, scaleKind.kind);
  },
  row({ metadata, spec, status }: Scale, now: number): readonly Cell[] {
    const created = Date.parse(metadata?.creationTimestamp ?? '');
    const age = Number.isNaN(created) ? '<unknown>' : humanDuration(now - created);
    return [metadata?.name ?? '', spec?.replicas ?? 0, status?.replicas ?? 0, age];
  },
};

type Fields = Readonly<Record<string, unknown>>;

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Fields)[part];
  }
  return value;
}

function withValueAt(object: Fields, path: readonly string[], value: unknown): Fields {
  const [head = '', ...rest] = path;
  if (rest.length === 0) return { ...object, [head]: value };
  return { ...object, [head]: withValueAt((object[head] ?? {}) as Fields, rest, value) };
}

/** A ReplicationController's selector is a plain map of labels, all others are LabelSelectors. */
function selectorText(selector: unknown): string {
  if (typeof selector === 'string') return selector;
  if (typeof selector !== 'object' || selector === null) return '';
  const isSelector = Object.hasOwn(selector, 'matchLabels') || Object.hasOwn(selector, 'matchExpressions');
  return isSelector
    ? selectorFromLabelSelector(selector as LabelSelector).toString()
    : selectorFromLabels(selector as Readonly<Record<string, string>>).toString();
}

export function hasReplicas(object: KubeObject, { replicas }: ScaleDefinition): boolean {
  return valueAt(object, replicas) !== undefined;
}

export function scaleOf(object: KubeObject, definition: ScaleDefinition): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp };
  const selector = selectorText(valueAt(object, definition.selector));
  return {
    kind: scaleKind.kind,
    apiVersion: 'autoscaling/v1',
    metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined)),
    spec: { replicas: Number(valueAt(object, definition.replicas) ?? 0) },
    status: {
      replicas: Number(valueAt(object, definition.status) ?? 0),
      ...(selector === '' ? {} : { selector }),
    },
  };
}

/**
 * The object with the replicas of the scale, and its resourceVersion and uid as preconditions if it names them. A scale without a
 * resourceVersion changes the object as it is, also if the kind has no unconditional updates.
 */
export function withScale(object: KubeObject, scale: Scale, definition: ScaleDefinition): KubeObject {
  const replicas = scale.spec?.replicas ?? 0;
  const found: FieldError[] = [];
  if (replicas < 0) found.push(fieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'));
  if (found.length > 0) throw errors.invalid(scaleKind, scale.metadata?.name ?? '', found);
  const { resourceVersion, uid } = scale.metadata ?? {};
  const scaled = withValueAt(object as Fields, definition.replicas.split('.'), replicas) as KubeObject;
  return {
    ...scaled,
    metadata: {
      ...object.metadata,
      ...(resourceVersion ? { resourceVersion } : {}),
      ...(uid ? { uid } : {}),
    },
  };
}
