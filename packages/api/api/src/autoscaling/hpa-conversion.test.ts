/** Conversion of HorizontalPodAutoscaler between v2 and v1 without loss. */
import { describe, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler } from '../generated/autoscaling/v2.ts';
import { hpaFromV1, hpaToV1 } from './hpa-conversion.ts';

const selector = { matchLabels: { a: 'b' } };
const describedObject = { kind: 'Service', name: 's' };

const stored: HorizontalPodAutoscaler = {
  kind: 'HorizontalPodAutoscaler',
  apiVersion: 'autoscaling/v2',
  metadata: { name: 'web', annotations: { own: 'kept' } },
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
    minReplicas: 2,
    maxReplicas: 9,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
      { type: 'Pods', pods: { metric: { name: 'q', selector }, target: { type: 'AverageValue', averageValue: '5' } } },
      { type: 'Object', object: { describedObject, metric: { name: 'o' }, target: { type: 'Value', value: '3' } } },
      { type: 'External', external: { metric: { name: 'e' }, target: { type: 'AverageValue', averageValue: '9' } } },
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 5 } },
      },
    ],
    behavior: {
      scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 1, periodSeconds: 5 }] },
    },
  },
  status: {
    currentReplicas: 2,
    desiredReplicas: 3,
    currentMetrics: [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 20, averageValue: '100m' } } },
    ],
    conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  },
};

describe('HorizontalPodAutoscaler v1', () => {
  it('contains CPU utilization in fields and other metrics in annotations', () => {
    const v1 = hpaToV1(stored);
    expect(v1.apiVersion).toBe('autoscaling/v1');
    expect(v1.spec).toMatchObject({ targetCPUUtilizationPercentage: 70, minReplicas: 2, maxReplicas: 9 });
    expect(v1.status).toMatchObject({ currentCPUUtilizationPercentage: 20, desiredReplicas: 3 });
    expect(Object.keys(v1.metadata?.annotations ?? {}).sort()).toEqual([
      'autoscaling.alpha.kubernetes.io/behavior',
      'autoscaling.alpha.kubernetes.io/conditions',
      'autoscaling.alpha.kubernetes.io/current-metrics',
      'autoscaling.alpha.kubernetes.io/metrics',
      'own',
    ]);
    expect(v1.metadata?.annotations?.['autoscaling.alpha.kubernetes.io/behavior']).toContain('"PeriodSeconds":5');
  });

  it('is converted to v2 and back without loss', () => {
    expect(hpaFromV1(hpaToV1(stored))).toEqual(stored);
  });

  it('hpaFromV1 ignores invalid annotations', () => {
    const annotations = {
      'autoscaling.alpha.kubernetes.io/metrics': '{',
      'autoscaling.alpha.kubernetes.io/behavior': 'x',
    };
    const spec = {
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 50,
    };
    const converted = hpaFromV1({ metadata: { name: 'web', annotations }, spec });
    expect(converted.metadata).toEqual({ name: 'web' });
    expect(converted.spec?.metrics).toHaveLength(1);
  });
});
