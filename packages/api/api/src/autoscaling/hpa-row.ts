/** The printed row of a HorizontalPodAutoscaler: current metric values and targets. */
import { ageOf, nameOf, none, shortList, unknown, unset } from '../cells.ts';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../generated/autoscaling/v2.ts';
import type { Cell } from '../resource-definition.ts';

function percent(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}%`;
}

/** `120m/500m (avg)` or `3/10`: external and object metrics. */
function valueCell(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
  return `${current === undefined ? unknown : (current.value ?? '0')}/${target?.value ?? '0'}`;
}

/** `cpu: 20%/80%`. */
function resourceCell(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${name}: ${current?.averageValue ?? unknown}/${target.averageValue}`;
  return `${name}: ${percent(current?.averageUtilization) ?? unknown}/${percent(target.averageUtilization) ?? '<auto>'}`;
}

function metricCell(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return valueCell(spec.external?.target, status?.external?.current);
    case 'Object':
      return valueCell(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? unknown}/${spec.pods?.target.averageValue ?? '0'}`;
    case 'Resource':
      return spec.resource === undefined
        ? '<unknown type>'
        : resourceCell(spec.resource.name, spec.resource.target, status?.resource?.current);
    case 'ContainerResource':
      return spec.containerResource === undefined
        ? '<unknown type>'
        : resourceCell(spec.containerResource.name, spec.containerResource.target, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return none;
  const cells = metrics.map((metric, index) => metricCell(metric, status?.currentMetrics?.[index]));
  return shortList(cells, 2, ', ');
}

export function hpaRow(autoscaler: HorizontalPodAutoscaler, now: number): readonly Cell[] {
  const { spec, status } = autoscaler;
  return [
    nameOf(autoscaler),
    `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`,
    targets(autoscaler),
    spec?.minReplicas === undefined ? unset : String(spec.minReplicas),
    spec?.maxReplicas ?? 0,
    status?.currentReplicas ?? 0,
    ageOf(autoscaler, now),
  ];
}
