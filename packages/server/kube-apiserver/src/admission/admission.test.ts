/** The effect of each plugin on written objects, with a whole server in memory. */
import type { Pod } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { withToken } from './service-account.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';
beforeEach(async () => {
  cluster = await testCluster();
  await cluster.call(`POST ${core}/serviceaccounts`, {
    metadata: { name: 'default' },
    imagePullSecrets: [{ name: 'pull' }],
  });
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function pod(
  spec: object = {},
  metadata: object = {},
): Promise<{ code: number; pod: Pod; message: string | undefined }> {
  const { code, body } = await cluster.call(`POST ${core}/pods`, {
    metadata: { name: 'p', ...metadata },
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
  });
  return { code, pod: body as unknown as Pod, message: body.message };
}

describe('NamespaceLifecycle', () => {
  it('refuses objects in a namespace that does not exist', async () => {
    const { code, body } = await cluster.call('POST /api/v1/namespaces/nowhere/configmaps', {
      metadata: { name: 'a' },
    });
    expect([code, body.message]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  it('runs before ServiceAccount: a pod is refused because of its namespace, not because of its account', async () => {
    const { code, body } = await cluster.call('POST /api/v1/namespaces/nowhere/pods', {
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    expect([code, body.message]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  it('refuses only new content in a terminating namespace', async () => {
    await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'old' }, spec: { finalizers: ['kubernetes'] } });
    await cluster.call('POST /api/v1/namespaces/old/configmaps', { metadata: { name: 'a' } });
    await cluster.call('DELETE /api/v1/namespaces/old');
    const { code, body } = await cluster.call('POST /api/v1/namespaces/old/configmaps', { metadata: { name: 'b' } });
    expect(code).toBe(403);
    expect(body.message).toBe(
      'configmaps "b" is forbidden: unable to create new content in namespace old because it is being terminated',
    );
    expect(body.details?.causes).toEqual([
      { reason: 'NamespaceTerminating', message: 'namespace old is being terminated', field: 'metadata.namespace' },
    ]);
    expect((await cluster.call('DELETE /api/v1/namespaces/old/configmaps/a')).code).toBe(200);
  });

  it.each(['default', 'kube-system', 'kube-public'])('never deletes %s', async (name) => {
    const { code, body } = await cluster.call(`DELETE /api/v1/namespaces/${name}`);
    expect([code, body.message]).toEqual([403, `namespaces "${name}" is forbidden: this namespace may not be deleted`]);
  });
});

describe('ServiceAccount', () => {
  it('gives a pod the default account, its image pull secrets and a token', async () => {
    const { spec } = (await pod()).pod;
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      imagePullSecrets: [{ name: 'pull' }],
    });
    const [volume] = spec?.volumes ?? [];
    expect(volume?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(volume?.projected?.sources?.[0]).toEqual({
      serviceAccountToken: { path: 'token', expirationSeconds: 3607 },
    });
    expect(spec?.containers[0]?.volumeMounts).toEqual([
      { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
  });

  it('mounts no token if the pod, or else its account, opts out', async () => {
    expect((await pod({ automountServiceAccountToken: false })).pod.spec?.volumes).toBeUndefined();
    await cluster.call(`POST ${core}/serviceaccounts`, {
      metadata: { name: 'shy' },
      automountServiceAccountToken: false,
    });
    expect((await pod({ serviceAccountName: 'shy' }, { name: 'q' })).pod.spec?.volumes).toBeUndefined();
  });

  it('does not change a container that mounts something at the path', () => {
    const own = { name: 'x', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
    const given: Pod = { spec: { containers: [{ name: 'c', volumeMounts: [own] }] } };
    expect(withToken(given, seededRandom(1))).toBe(given);
  });

  it('refuses an account that does not exist', async () => {
    const { code, message } = await pod({ serviceAccountName: 'ghost' });
    expect(code).toBe(403);
    expect(message).toBe(
      'pods "p" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found',
    );
  });

  it('waits briefly for the default account of a new namespace', async () => {
    await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'fresh' } });
    const coming = cluster.call('POST /api/v1/namespaces/fresh/pods', {
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    await cluster.clock.advance(250);
    await cluster.call('POST /api/v1/namespaces/fresh/serviceaccounts', { metadata: { name: 'default' } });
    await cluster.clock.advance(250);
    expect((await coming).code).toBe(201);
  });

  it('allows no account and no secrets for mirror pods', async () => {
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    expect((await pod({ nodeName: 'n' }, { annotations })).pod.spec?.serviceAccountName).toBeUndefined();
    expect((await pod({ nodeName: 'n', serviceAccountName: 'default' }, { name: 'q', annotations })).message).toContain(
      'a mirror pod may not reference service accounts',
    );
  });
});

describe('DefaultTolerationSeconds', () => {
  it('adds missing tolerations', async () => {
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const { tolerations } = (await pod({ tolerations: [own] })).pod.spec ?? {};
    expect(tolerations).toEqual([
      own,
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ]);
    expect((await pod({ tolerations: [{ operator: 'Exists' }] }, { name: 'q' })).pod.spec?.tolerations).toHaveLength(1);
  });
});

describe('Priority', () => {
  it('is 0 without a class, that of the class, or that of the default class', async () => {
    expect((await pod()).pod.spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    const critical = (await pod({ priorityClassName: 'system-cluster-critical' }, { name: 'b' })).pod.spec;
    expect(critical?.priority).toBe(2_000_000_000);
    const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
    await cluster.call(`POST ${classes}`, {
      metadata: { name: 'usual' },
      value: 7,
      globalDefault: true,
      preemptionPolicy: 'Never',
    });
    expect((await pod({}, { name: 'c' })).pod.spec).toMatchObject({
      priorityClassName: 'usual',
      priority: 7,
      preemptionPolicy: 'Never',
    });
    const second = await cluster.call(`POST ${classes}`, {
      metadata: { name: 'other' },
      value: 8,
      globalDefault: true,
    });
    expect(second.body.message).toContain(
      'PriorityClass usual is already marked as default. Only one default can exist',
    );
  });

  it.each([
    [{ priorityClassName: 'ghost' }, 'no PriorityClass with name ghost was found'],
    [
      { priority: 5 },
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0',
    ],
    [{ preemptionPolicy: 'Never' }, 'the string value of PreemptionPolicy (Never) must not be provided in pod spec'],
  ])('refuses %j', async (spec, why) => {
    const { code, message } = await pod(spec);
    expect(code).toBe(403);
    expect(message).toContain(why);
  });
});

describe('classes', () => {
  it('of a claim and an Ingress default to the class marked as the default', async () => {
    await cluster.call('POST /apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'x',
    });
    const claim = {
      metadata: { name: 'c' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const { body } = await cluster.call(`POST ${core}/persistentvolumeclaims`, claim);
    expect(body).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { storageClassName: 'fast' },
    });
    await cluster.call('POST /apis/networking.k8s.io/v1/ingressclasses', {
      metadata: { name: 'web', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'x/y' },
    });
    const ingress = {
      metadata: { name: 'i' },
      spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } },
    };
    const made = await cluster.call('POST /apis/networking.k8s.io/v1/namespaces/default/ingresses', ingress);
    expect(made.body).toMatchObject({ spec: { ingressClassName: 'web' } });
  });

  it('of runtimes set overhead and node selectors', async () => {
    await cluster.call('POST /apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'vm' },
      handler: 'vm',
      overhead: { podFixed: { cpu: '100m' } },
      scheduling: { nodeSelector: { vm: 'yes' } },
    });
    expect((await pod({ runtimeClassName: 'vm' })).pod.spec).toMatchObject({
      overhead: { cpu: '100m' },
      nodeSelector: { vm: 'yes' },
    });
    expect((await pod({ runtimeClassName: 'x' }, { name: 'q' })).message).toContain(
      'pod rejected: RuntimeClass "x" not found',
    );
    expect((await pod({ overhead: { cpu: '1' } }, { name: 'r' })).message).toContain(
      'Pod Overhead set without corresponding RuntimeClass',
    );
    expect((await pod({ runtimeClassName: 'vm', nodeSelector: { vm: 'no' } }, { name: 's' })).code).toBe(403);
  });
});
