/** Conversion of metrics between v2 and the flat form in the annotations of v1. */
import type { MetricSpec as MetricSpecV1, MetricStatus as MetricStatusV1 } from '../generated/autoscaling/v1.ts';
import type { MetricIdentifier, MetricSpec, MetricStatus, MetricTarget } from '../generated/autoscaling/v2.ts';
import type { LabelSelector } from '../generated/meta/v1.ts';

/** The object without undefined members. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function identifier(name: string, selector: LabelSelector | undefined): MetricIdentifier {
  return selector === undefined ? { name } : { name, selector };
}

function averageTarget(averageValue: string | undefined, utilization?: number): MetricTarget {
  return utilization === undefined
    ? { type: 'AverageValue', ...(averageValue === undefined ? {} : { averageValue }) }
    : { type: 'Utilization', averageUtilization: utilization };
}

function valueTarget(value: string | undefined, averageValue: string | undefined): MetricTarget {
  return averageValue === undefined
    ? { type: 'Value', ...(value === undefined ? {} : { value }) }
    : { type: 'AverageValue', averageValue };
}

export function specToV1(metric: MetricSpec): MetricSpecV1 {
  const { object, pods, resource, containerResource, external } = metric;
  return defined({
    type: metric.type,
    object:
      object &&
      defined({
        target: object.describedObject,
        metricName: object.metric.name,
        targetValue: object.target.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.target.averageValue,
      }),
    pods:
      pods &&
      defined({
        metricName: pods.metric.name,
        targetAverageValue: pods.target.averageValue ?? '0',
        selector: pods.metric.selector,
      }),
    resource:
      resource &&
      defined({
        name: resource.name,
        targetAverageUtilization: resource.target.averageUtilization,
        targetAverageValue: resource.target.averageValue,
      }),
    containerResource:
      containerResource &&
      defined({
        name: containerResource.name,
        targetAverageUtilization: containerResource.target.averageUtilization,
        targetAverageValue: containerResource.target.averageValue,
        container: containerResource.container,
      }),
    external:
      external &&
      defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }),
  }) as MetricSpecV1;
}

export function specFromV1(metric: MetricSpecV1): MetricSpec {
  const { object, pods, resource, containerResource, external } = metric;
  return defined({
    type: metric.type,
    object: object && {
      describedObject: object.target,
      metric: identifier(object.metricName, object.selector),
      target: valueTarget(object.targetValue, object.averageValue),
    },
    pods: pods && {
      metric: identifier(pods.metricName, pods.selector),
      target: averageTarget(pods.targetAverageValue),
    },
    resource: resource && {
      name: resource.name,
      target: averageTarget(resource.targetAverageValue, resource.targetAverageUtilization),
    },
    containerResource: containerResource && {
      name: containerResource.name,
      container: containerResource.container,
      target: averageTarget(containerResource.targetAverageValue, containerResource.targetAverageUtilization),
    },
    external: external && {
      metric: identifier(external.metricName, external.metricSelector),
      target: valueTarget(external.targetValue, external.targetAverageValue),
    },
  }) as MetricSpec;
}

export function statusToV1(metric: MetricStatus): MetricStatusV1 {
  const { object, pods, resource, containerResource, external } = metric;
  return defined({
    type: metric.type,
    object:
      object &&
      defined({
        target: object.describedObject,
        metricName: object.metric.name,
        currentValue: object.current.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.current.averageValue,
      }),
    pods:
      pods &&
      defined({
        metricName: pods.metric.name,
        currentAverageValue: pods.current.averageValue ?? '0',
        selector: pods.metric.selector,
      }),
    resource:
      resource &&
      defined({
        name: resource.name,
        currentAverageUtilization: resource.current.averageUtilization,
        currentAverageValue: resource.current.averageValue ?? '0',
      }),
    containerResource:
      containerResource &&
      defined({
        name: containerResource.name,
        currentAverageUtilization: containerResource.current.averageUtilization,
        currentAverageValue: containerResource.current.averageValue ?? '0',
        container: containerResource.container,
      }),
    external:
      external &&
      defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? '0',
        currentAverageValue: external.current.averageValue,
      }),
  }) as MetricStatusV1;
}

export function statusFromV1(metric: MetricStatusV1): MetricStatus {
  const { object, pods, resource, containerResource, external } = metric;
  return defined({
    type: metric.type,
    object: object && {
      describedObject: object.target,
      metric: identifier(object.metricName, object.selector),
      current: defined({ value: object.currentValue, averageValue: object.averageValue }),
    },
    pods: pods && {
      metric: identifier(pods.metricName, pods.selector),
      current: { averageValue: pods.currentAverageValue },
    },
    resource: resource && {
      name: resource.name,
      current: defined({
        averageValue: resource.currentAverageValue,
        averageUtilization: resource.currentAverageUtilization,
      }),
    },
    containerResource: containerResource && {
      name: containerResource.name,
      container: containerResource.container,
      current: defined({
        averageValue: containerResource.currentAverageValue,
        averageUtilization: containerResource.currentAverageUtilization,
      }),
    },
    external: external && {
      metric: identifier(external.metricName, external.metricSelector),
      current: defined({ value: external.currentValue, averageValue: external.currentAverageValue }),
    },
  }) as MetricStatus;
}
