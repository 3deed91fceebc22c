/**
 * Conversion of HorizontalPodAutoscalers between v2 (the storage version) and v1, which has only CPU utilization. Everything
 * else is kept in upstream's annotations, so that a round trip is lossless.
 */
import type { JsonValue } from '@kubets/machinery/meta';
import type {
  HorizontalPodAutoscaler as HorizontalPodAutoscalerV1,
  MetricSpec as MetricSpecV1,
  MetricStatus as MetricStatusV1,
} from '../generated/autoscaling/v1.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  MetricSpec,
} from '../generated/autoscaling/v2.ts';
import { defined, specFromV1, specToV1, statusFromV1, statusToV1 } from './hpa-metrics.ts';

const annotation = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics',
  currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  conditions: 'autoscaling.alpha.kubernetes.io/conditions',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior',
} as const;

type Annotations = Readonly<Record<string, string>>;

/** Upstream writes the behavior with Go field names, and reads names case-insensitively. So does this code. */
function renameKeys(value: JsonValue, rename: (key: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => renameKeys(item, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [rename(key), renameKeys(member, rename)]));
}

const upperFirst = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
const lowerFirst = (key: string): string => key.charAt(0).toLowerCase() + key.slice(1);

/** The annotation's JSON; undefined if it is absent or invalid. Upstream ignores invalid ones, too. */
function parsed<T>(annotations: Annotations | undefined, key: string): T | undefined {
  const text = annotations?.[key];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

function withoutRoundTrip(annotations: Annotations | undefined): Record<string, string> {
  const own: readonly string[] = Object.values(annotation);
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !own.includes(key)));
}

/** Whether v1 has a field for the metric. */
function isCpuUtilization(metric: MetricSpec): boolean {
  return (
    metric.type === 'Resource' &&
    metric.resource?.name === 'cpu' &&
    metric.resource.target.averageUtilization !== undefined
  );
}

function annotationsOf({ metadata, spec, status }: HorizontalPodAutoscaler): Record<string, string> {
  const others = (spec?.metrics ?? []).filter((metric) => !isCpuUtilization(metric));
  const current = status?.currentMetrics ?? [];
  const conditions = status?.conditions ?? [];
  return {
    ...withoutRoundTrip(metadata?.annotations),
    ...(others.length === 0 ? {} : { [annotation.metrics]: JSON.stringify(others.map(specToV1)) }),
    ...(current.length === 0 ? {} : { [annotation.currentMetrics]: JSON.stringify(current.map(statusToV1)) }),
    ...(conditions.length === 0 ? {} : { [annotation.conditions]: JSON.stringify(conditions) }),
    ...(spec?.behavior === undefined
      ? {}
      : { [annotation.behavior]: JSON.stringify(renameKeys(spec.behavior as JsonValue, upperFirst)) }),
  };
}

/** Converts a stored autoscaler to v1. */
export function hpaToV1(stored: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const { spec, status } = stored;
  const annotations = annotationsOf(stored);
  const cpu = status?.currentMetrics?.find((metric) => metric.type === 'Resource' && metric.resource?.name === 'cpu');
  const { annotations: _, ...metadata } = stored.metadata ?? {};
  return defined({
    kind: stored.kind,
    apiVersion: 'autoscaling/v1',
    metadata: { ...metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec:
      spec &&
      defined({
        scaleTargetRef: spec.scaleTargetRef,
        minReplicas: spec.minReplicas,
        maxReplicas: spec.maxReplicas,
        targetCPUUtilizationPercentage: spec.metrics?.findLast(isCpuUtilization)?.resource?.target.averageUtilization,
      }),
    status:
      status &&
      defined({
        observedGeneration: status.observedGeneration,
        lastScaleTime: status.lastScaleTime,
        currentReplicas: status.currentReplicas ?? 0,
        desiredReplicas: status.desiredReplicas,
        currentCPUUtilizationPercentage: cpu?.resource?.current.averageUtilization,
      }),
  }) as HorizontalPodAutoscalerV1;
}

function specOf(object: HorizontalPodAutoscalerV1): NonNullable<HorizontalPodAutoscaler['spec']> | undefined {
  const { metadata, spec } = object;
  if (spec === undefined) return undefined;
  const others = listOf<MetricSpecV1>(parsed(metadata?.annotations, annotation.metrics)).map(specFromV1);
  const utilization = spec.targetCPUUtilizationPercentage;
  const cpu: readonly MetricSpec[] =
    utilization === undefined
      ? []
      : [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: utilization } },
          },
        ];
  const metrics = [...cpu, ...others];
  const behavior = parsed<JsonValue>(metadata?.annotations, annotation.behavior);
  return defined({
    scaleTargetRef: spec.scaleTargetRef,
    minReplicas: spec.minReplicas,
    maxReplicas: spec.maxReplicas,
    metrics: metrics.length === 0 ? undefined : metrics,
    behavior:
      behavior === undefined ? undefined : (renameKeys(behavior, lowerFirst) as HorizontalPodAutoscalerBehavior),
  }) as NonNullable<HorizontalPodAutoscaler['spec']>;
}

function statusOf(object: HorizontalPodAutoscalerV1): NonNullable<HorizontalPodAutoscaler['status']> | undefined {
  const { metadata, status } = object;
  if (status === undefined) return undefined;
  const saved = listOf<MetricStatusV1>(parsed(metadata?.annotations, annotation.currentMetrics)).map(statusFromV1);
  const cpu = status.currentCPUUtilizationPercentage;
  const fallback =
    cpu === undefined
      ? undefined
      : [{ type: 'Resource' as const, resource: { name: 'cpu', current: { averageUtilization: cpu } } }];
  return defined({
    observedGeneration: status.observedGeneration,
    lastScaleTime: status.lastScaleTime,
    currentReplicas: status.currentReplicas,
    desiredReplicas: status.desiredReplicas,
    currentMetrics: saved.length === 0 ? fallback : saved,
    conditions: parsed(metadata?.annotations, annotation.conditions),
  }) as NonNullable<HorizontalPodAutoscaler['status']>;
}

/** Converts a v1 autoscaler to the storage version. */
export function hpaFromV1(object: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const annotations = withoutRoundTrip(object.metadata?.annotations);
  const { annotations: _, ...metadata } = object.metadata ?? {};
  return defined({
    kind: object.kind,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: specOf(object),
    status: statusOf(object),
  }) as HorizontalPodAutoscaler;
}
