/** Server-side apply of a Deployment of 3 KB and the managed fields of plain writes, on one core. */
import { typeTable } from '@kubets/api/facts';
import type { KubeObject } from '@kubets/machinery/meta';
import { applyConfiguration, updateManagedFields } from '@kubets/patch/apply';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

type Plain = Readonly<Record<string, unknown>>;
const pod = samplePod as KubeObject & { readonly spec: Plain };
const deployment = (image: string, replicas: number): KubeObject => {
  const [first, ...rest] = pod.spec.containers as readonly Plain[];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { ...pod.spec, containers: [{ ...first, image }, ...rest] },
      },
    },
  } as KubeObject;
};

const request = {
  manager: 'bench',
  apiVersion: 'apps/v1',
  subresource: '',
  now: '2026-01-01T00:00:00Z',
  type: 'k8s.io/api/apps/v1.Deployment',
  table: typeTable(),
  resetFields: [['f:status']],
};

/** Alternates between enough copies so that caches by identity do not help. */
function fresh<T>(value: T): () => T {
  const copies = Array.from({ length: 2_000 }, () => structuredClone(value));
  let next = 0;
  return () => {
    next = (next + 1) % copies.length;
    return copies[next] as T;
  };
}

/** As in production: the live object comes from the cache, and the configuration is decoded from a request. */
export function serverSideApply(): readonly Row[] {
  const first = deployment('web:1', 3);
  const applied = applyConfiguration(undefined, first, false, request);
  const status = { observedGeneration: 1, replicas: 3, readyReplicas: 2 };
  const live = updateManagedFields(applied, { ...applied, status } as KubeObject, {
    ...request,
    manager: 'controller',
    subresource: 'status',
    resetFields: [['f:spec']],
  });
  const [same, rolled] = [fresh(first), fresh(deployment('web:2', 3))];
  const fewer = fresh({ ...first, spec: { ...(first as unknown as { spec: Plain }).spec, replicas: undefined } });
  const [written, cold] = [fresh({ ...live, status: { ...status, readyReplicas: 3 } } as KubeObject), fresh(live)];
  const controller = { ...request, manager: 'controller', subresource: 'status', resetFields: [['f:spec']] };
  const tasks: readonly (readonly [string, number | undefined, () => unknown])[] = [
    ['apply: a new Deployment', 8_000, () => applyConfiguration(undefined, same(), false, request)],
    ['apply: nothing changes', 8_000, () => applyConfiguration(live, same(), false, request)],
    ['apply: an image changes', 8_000, () => applyConfiguration(live, rolled(), false, request)],
    ['apply: a field is dropped', 8_000, () => applyConfiguration(live, fewer(), false, request)],
    [
      'apply: a second manager, no conflict',
      8_000,
      () => applyConfiguration(live, same(), false, { ...request, manager: 'b' }),
    ],
    ['apply: nothing cached', undefined, () => applyConfiguration(cold(), rolled(), false, request)],
    ['managed fields: a create', undefined, () => updateManagedFields(undefined, same(), request)],
    [
      'managed fields: a status patched',
      undefined,
      () => updateManagedFields(live, { ...live, status: { ...status, readyReplicas: 3 } } as KubeObject, controller),
    ],
    [
      'managed fields: a status put, all of it decoded anew',
      undefined,
      () => updateManagedFields(live, written(), controller),
    ],
  ];
  return tasks.map(([what, aim, task]) => {
    const rate = callsPerSecond(task);
    return {
      what,
      measured: `${rate.toFixed(0)}/s`,
      aim: aim === undefined ? '' : `≥ ${aim}/s`,
      met: aim === undefined ? undefined : rate >= aim,
    };
  });
}
