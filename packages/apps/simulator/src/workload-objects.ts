/** The objects that the workload creates: small objects of common kinds. */
import type { ConfigMap, CronJob, DaemonSet, Deployment, Endpoints, Job, Pod, Service, StatefulSet } from '@kubets/api';
import type { Random } from '@kubets/base';
import { chance, pick } from './random-streams.ts';

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

const runsFor = (random: Random): string => pick(random, ['app:1', 'app:2', 'app:3']) ?? '';

const template = (app: string, image: string, random: Random) => ({
  metadata: { labels: { app }, annotations: { 'kubets.dev/ready-seconds': String(random.integer(4)) } },
  spec: { terminationGracePeriodSeconds: random.integer(3), containers: [{ name: 'c', image }] },
});

export function deploymentAt({ namespace, name }: Place, random: Random): Deployment {
  const spec = {
    replicas: random.integer(5),
    selector: { matchLabels: { app: name } },
    template: template(name, runsFor(random), random),
  };
  return { metadata: { namespace, name }, spec };
}

/** A change of a Deployment or a StatefulSet: replicas or image. */
export function workloadChange(random: Random): { readonly replicas?: number; readonly template?: unknown } {
  if (chance(random, 0.6)) return { replicas: random.integer(6) };
  return { template: { spec: { containers: [{ name: 'c', image: runsFor(random) }] } } };
}

export function daemonSetAt({ namespace, name }: Place, random: Random): DaemonSet {
  const updateStrategy = pick(random, [
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    { type: 'OnDelete' },
  ] as const);
  const spec = {
    selector: { matchLabels: { app: name } },
    template: template(name, runsFor(random), random),
    ...(updateStrategy === undefined ? {} : { updateStrategy }),
  };
  return { metadata: { namespace, name }, spec };
}

export function statefulSetAt({ namespace, name }: Place, random: Random): StatefulSet {
  const retention = (): string => (chance(random, 0.5) ? 'Delete' : 'Retain');
  const storage = {
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce' as const], resources: { requests: { storage: '1Gi' } } },
      },
    ],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: retention(), whenScaled: retention() },
  };
  const spec: StatefulSet['spec'] = {
    replicas: random.integer(4),
    podManagementPolicy: chance(random, 0.5) ? 'Parallel' : 'OrderedReady',
    ordinals: { start: random.integer(2) },
    selector: { matchLabels: { app: name } },
    template: template(name, runsFor(random), random),
    ...(chance(random, 0.5) ? storage : {}),
  };
  return { metadata: { namespace, name }, spec };
}

/** A change of a DaemonSet: its image. */
export function daemonSetChange(random: Random): { readonly template: unknown } {
  return { template: { spec: { containers: [{ name: 'c', image: runsFor(random) }] } } };
}

export function cronJobAt(place: Place, random: Random): CronJob {
  const concurrencyPolicy = pick(random, ['Allow', 'Forbid', 'Replace'] as const) ?? 'Allow';
  const { metadata, spec } = jobAt(place, random);
  const jobTemplate = spec === undefined ? {} : { spec };
  return {
    ...(metadata === undefined ? {} : { metadata }),
    spec: { schedule: '* * * * *', concurrencyPolicy, jobTemplate },
  };
}

export function jobAt({ namespace, name }: Place, random: Random): Job {
  const { spec, metadata } = template(name, `run-${1 + random.integer(5)}`, random);
  return {
    metadata: { namespace, name },
    spec: {
      completions: 1 + random.integer(4),
      parallelism: 1 + random.integer(3),
      backoffLimit: 1000,
      template: { metadata, spec: { ...spec, restartPolicy: 'Never' } },
    },
  };
}

export function serviceAt({ namespace, name }: Place, app: string, random: Random): Service {
  const type = chance(random, 0.4) ? 'NodePort' : 'ClusterIP';
  return { metadata: { namespace, name }, spec: { type, selector: { app }, ports: [{ port: 80, targetPort: 8080 }] } };
}

export function podAt({ namespace, name }: Place, random: Random): Pod {
  const { metadata, spec } = template(name, 'app:1', random);
  return { metadata: { ...metadata, namespace, name }, spec };
}

export function configMapAt({ namespace, name }: Place): ConfigMap {
  return { metadata: { namespace, name }, data: { written: 'first' } };
}

/** Endpoints without a Service, which no controller manages. */
export function endpointsAt({ namespace, name }: Place): Endpoints {
  const subset = { addresses: [{ ip: '192.0.2.9' }], ports: [{ port: 80, protocol: 'TCP' as const }] };
  return { metadata: { namespace, name }, subsets: [subset] };
}
