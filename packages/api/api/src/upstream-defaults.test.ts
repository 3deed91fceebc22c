/** Defaults that a kind gets in places that are easily missed. Upstream's server of 1.37 returned these objects. */
import type { KubeObject } from '@kubets/machinery/meta';
import { expect, it } from 'vitest';
import type { ResourceDefinition } from './resource-definition.ts';
import * as api from './resources.ts';
import { created } from './strategy-testing.ts';

const any = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const metadata = { name: 'a', uid: 'u' };
const rule = { apiGroups: ['zz'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['x'] };
const pod = { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' };
const jobLabels = {
  'batch.kubernetes.io/controller-uid': 'u',
  'batch.kubernetes.io/job-name': 'a',
  'controller-uid': 'u',
  'job-name': 'a',
};

it.each<[string, ResourceDefinition, object, object]>([
  [
    'the scope of the rules of a webhook',
    any(api.validatingWebhookConfigurations),
    { webhooks: [{ name: 'a.b.c', rules: [rule] }] },
    { webhooks: [{ rules: [{ scope: '*' }] }] },
  ],
  [
    'the scope of the rules of an admission policy',
    any(api.validatingAdmissionPolicies),
    { spec: { matchConstraints: { resourceRules: [rule] } } },
    { spec: { matchConstraints: { resourceRules: [{ scope: '*' }] } } },
  ],
  [
    'the kind of the claims of a StatefulSet',
    any(api.statefulSets),
    { spec: { selector: {}, template: { spec: pod }, volumeClaimTemplates: [{ metadata: { name: 'x' }, spec: {} }] } },
    { spec: { volumeClaimTemplates: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }] } },
  ],
  ['the labels of a Job', any(api.jobs), { spec: { template: { spec: pod } } }, { metadata: { labels: jobLabels } }],
  [
    'the labels of a Job with labels',
    any(api.jobs),
    { metadata: { ...metadata, labels: { a: 'b' } }, spec: { template: { spec: pod } } },
    { metadata: { labels: { a: 'b' } } },
  ],
  [
    'the time of the phase of a PersistentVolume',
    any(api.persistentVolumes),
    { spec: { hostPath: { path: '/x' } } },
    { status: { phase: 'Pending', lastPhaseTransitionTime: expect.any(String) } },
  ],
])('%s', (_, definition, object, expected) => {
  expect(created(definition, { metadata, ...object })).toMatchObject(expected);
});
