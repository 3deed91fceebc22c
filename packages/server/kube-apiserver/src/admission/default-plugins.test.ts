/** Further plugins that are enabled by default, with a whole server in memory. */
import { nodes, type Pod, persistentVolumeClaims } from '@kubets/api';
import type { AdmissionAttributes, AdmissionContext } from '@kubets/apiserver/admission';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { clusterTrustBundleAttest } from './cluster-trust-bundle-attest.ts';
import { nodeDeclaredFeatureValidator } from './node-declared-feature-validator.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';
beforeEach(async () => {
  cluster = await testCluster();
  await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function create(spec: Partial<NonNullable<Pod['spec']>> = {}, metadata: object = {}) {
  const { code, body } = await cluster.call(`POST ${core}/pods`, {
    metadata: { name: 'p', ...metadata },
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
  });
  return { code, message: body.message, pod: body as unknown as Pod };
}

describe('ServiceAccount', () => {
  const fromSecret = { name: 'E', valueFrom: { secretKeyRef: { name: 'other', key: 'k' } } };
  const account = {
    metadata: { name: 'strict', annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } },
    secrets: [{ name: 'mine' }],
    imagePullSecrets: [{ name: 'pull' }],
  };
  const suffix = 'is not allowed because service account strict does not reference that secret';

  it.each<[string, Partial<NonNullable<Pod['spec']>>, string]>([
    [
      'a volume',
      { volumes: [{ name: 'v', secret: { secretName: 'other' } }] },
      `volume with secret.secretName="other" ${suffix}`,
    ],
    [
      'an environment variable',
      { containers: [{ name: 'c', image: 'i', env: [fromSecret] }] },
      `container c with envVar E referencing secret.secretName="other" ${suffix}`,
    ],
    [
      'an environment of an init container',
      { initContainers: [{ name: 'i', image: 'i', envFrom: [{ secretRef: { name: 'other' } }] }] },
      `init container i with envFrom referencing secret.secretName="other" ${suffix}`,
    ],
    [
      'a pull secret',
      { imagePullSecrets: [{ name: 'other' }] },
      'imagePullSecrets[0].name="other" is not allowed because service account strict does not reference that imagePullSecret',
    ],
  ])('limits the Secrets of %s to those of the account', async (_, spec, message) => {
    await cluster.call(`POST ${core}/serviceaccounts`, account);
    const own = { volumes: [{ name: 'v', secret: { secretName: 'mine' } }] };
    expect((await create({ serviceAccountName: 'strict', ...own }, { name: 'q' })).code).toBe(201);
    expect(await create({ serviceAccountName: 'strict', ...spec })).toMatchObject({
      code: 403,
      message: `pods "p" is forbidden: ${message}`,
    });
    expect((await create(spec)).code).toBe(201);
  });

  it('limits the Secrets of ephemeral containers, too', async () => {
    await cluster.call(`POST ${core}/serviceaccounts`, account);
    await create({ serviceAccountName: 'strict' });
    const { body } = await cluster.call(`PATCH ${core}/pods/p/ephemeralcontainers`, {
      spec: { ephemeralContainers: [{ name: 'e', image: 'i', env: [fromSecret] }] },
    });
    expect(body.message).toBe(
      `pods "p" is forbidden: ephemeral container e with envVar E referencing secret.secretName="other" ${suffix}`,
    );
  });

  it('allows mirror pods no Secret, whatever refers to it', async () => {
    const mirror = { annotations: { 'kubernetes.io/config.mirror': 'x' } };
    const containers = [{ name: 'c', image: 'i', env: [fromSecret] }];
    expect((await create({ nodeName: 'n', containers }, mirror)).message).toBe(
      'pods "p" is forbidden: a mirror pod may not reference secrets',
    );
  });
});

describe('PodTopologyLabels', () => {
  it('labels a pod that is created on a node', async () => {
    const labels = { 'topology.kubernetes.io/zone': 'z' };
    await cluster.call('POST /api/v1/nodes', { metadata: { name: 'n', labels } });
    const { pod } = await create({ nodeName: 'n' }, { labels: { 'topology.kubernetes.io/zone': 'mine', a: 'b' } });
    expect(pod.metadata?.labels).toEqual({ 'topology.kubernetes.io/zone': 'z', a: 'b' });
  });
});

describe('RuntimeClass', () => {
  it('refuses an overhead that the class does not have', async () => {
    await cluster.call('POST /apis/node.k8s.io/v1/runtimeclasses', { metadata: { name: 'vm' }, handler: 'vm' });
    expect((await create({ runtimeClassName: 'vm', overhead: { cpu: '1' } })).message).toBe(
      'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  });
});

describe('PersistentVolumeClaimResize', () => {
  const classes = '/apis/storage.k8s.io/v1/storageclasses';
  async function grown(allowVolumeExpansion: boolean | undefined, phase: string) {
    await cluster.call(`POST ${classes}`, {
      metadata: { name: 'fast' },
      provisioner: 'x',
      ...(allowVolumeExpansion === undefined ? {} : { allowVolumeExpansion }),
    });
    await cluster.call(`POST ${core}/persistentvolumeclaims`, {
      metadata: { name: 'c' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        volumeName: 'v',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    await cluster.server.resources.update(
      persistentVolumeClaims,
      'default',
      'c',
      (claim) => ({ ...claim, status: { ...claim.status, phase: phase as 'Bound' } }),
      { subresource: 'status' },
    );
    const { code, body } = await cluster.call(`PATCH ${core}/persistentvolumeclaims/c`, {
      spec: { resources: { requests: { storage: '2Gi' } } },
    });
    return code === 200 ? 200 : body.message;
  }
  const refused = 'persistentvolumeclaims "c" is forbidden: ';

  it.each([
    [true, 'Bound', 200],
    [
      false,
      'Bound',
      `${refused}only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize`,
    ],
    [
      undefined,
      'Bound',
      `${refused}only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize`,
    ],
  ])('with allowVolumeExpansion %s, a claim that is %s: %s', async (allow, phase, expected) => {
    expect(await grown(allow, phase)).toBe(expected);
  });
});

describe('PodResizeValidator', () => {
  async function resized(os: string, cpu: string): Promise<unknown> {
    await cluster.call('POST /api/v1/nodes', { metadata: { name: 'n', labels: { 'kubernetes.io/os': os } } });
    await cluster.server.resources.update(
      nodes,
      '',
      'n',
      (node) => ({ ...node, status: { allocatable: { cpu: '2', memory: '1Gi' } } }),
      { subresource: 'status' },
    );
    const resources = (amount: string) => ({ requests: { cpu: amount }, limits: { cpu: '8' } });
    await create({ nodeName: 'n', containers: [{ name: 'c', image: 'i', resources: resources('1') }] });
    const { code, body } = await cluster.call(`PATCH ${core}/pods/p/resize`, {
      spec: { containers: [{ name: 'c', resources: resources(cpu) }] },
    });
    return code === 200 ? 200 : body.message;
  }

  it.each([
    ['linux', '2', 200],
    [
      'linux',
      '3',
      'pods "p" is forbidden: Node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000',
    ],
    ['windows', '2', 'pods "p" is forbidden: pod resize is only supported on linux nodes, node "n" is "windows"'],
  ])('on %s, %s processors: %s', async (os, cpu, expected) => {
    expect(await resized(os, cpu)).toBe(expected);
  });
});

describe('NodeDeclaredFeatureValidator', () => {
  const [before, after] = [{ requests: { cpu: '1' } }, { requests: { cpu: '2' } }];
  const spec = (resources: object, initial: object, main: object): Pod => ({
    spec: {
      nodeName: 'n',
      resources,
      initContainers: [{ name: 'i', resources: initial }],
      containers: [{ name: 'c', resources: main }],
    },
  });
  async function updated(declaredFeatures: readonly string[], object: Pod): Promise<string> {
    const oldObject = spec(before, before, before);
    const attributes = { resource: { group: '', plural: 'pods' }, name: 'p', object, oldObject };
    const context = { get: async () => ({ metadata: { name: 'n' }, status: { declaredFeatures } }) };
    try {
      await nodeDeclaredFeatureValidator.validate?.(
        attributes as unknown as AdmissionAttributes,
        context as unknown as AdmissionContext,
      );
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }
  const refused = (features: string) =>
    `pods "p" is forbidden: pod update requires features ${features} which are not available on node "n"`;
  const ofPod = 'InPlacePodLevelResourcesVerticalScaling';
  const ofInitContainers = 'InPlacePodVerticalScalingInitContainers';

  it.each<[string, readonly string[], Pod, string]>([
    ['nothing', [], spec(before, before, before), ''],
    ['a container', [], spec(before, before, after), ''],
    ['the pod', [], spec(after, before, before), refused(ofPod)],
    ['the pod', [ofPod], spec(after, before, before), ''],
    ['an init container', [ofPod], spec(before, after, before), refused(ofInitContainers)],
    ['both', [], spec(after, after, after), refused(`${ofPod}, ${ofInitContainers}`)],
  ])('resizing %s on a node with %j', async (_, declared, next, expected) => {
    expect(await updated(declared, next)).toBe(expected);
  });
});

describe('ClusterTrustBundleAttest', () => {
  const bundle = (signerName: string, extra: object = {}) => ({
    metadata: { name: 'b', ...extra },
    spec: { signerName },
  });
  const plugin = clusterTrustBundleAttest({
    authorize: async (_, { verb, resource, name }) => ({
      decision: verb === 'attest' && resource === 'signers' && name === 'example.com/*' ? 'allow' : 'noOpinion',
      reason: '',
    }),
  });
  const validate = async (object: object, oldObject?: object): Promise<string> => {
    const attributes = {
      operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
      resource: { group: 'certificates.k8s.io', plural: 'clustertrustbundles' },
      name: 'b',
      object,
      oldObject,
      user: { name: 'jane', groups: [] },
    } as unknown as AdmissionAttributes;
    try {
      await plugin.validate?.(attributes, {} as AdmissionContext);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[string, object, object | undefined, string]>([
    ['no signer', bundle(''), undefined, ''],
    ['a signer that the user may attest for', bundle('example.com/a'), undefined, ''],
    [
      'another signer',
      bundle('other.com/a'),
      undefined,
      'clustertrustbundles.certificates.k8s.io "b" is forbidden: user not permitted to attest for signerName "other.com/a"',
    ],
    ['a change of finalizers', bundle('other.com/a', { finalizers: ['x/y'] }), bundle('other.com/a'), ''],
  ])('%s', async (_, object, old, message) => {
    expect(await validate(object, old)).toBe(message);
  });
});
