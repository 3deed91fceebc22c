/** Writes for the tests of this package, as the server passes them to admission. */
import type { AdmissionAttributes, AdmissionVersion } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

export const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
};

export function versionOf(resource: ResourceType, given: Partial<AdmissionVersion> = {}): AdmissionVersion {
  const { group, version, kind } = resource;
  const same = (object: KubeObject): KubeObject => object;
  return {
    resource,
    kind: { group, version, kind },
    get type(): AdmissionVersion['type'] {
      throw new TypeError('the test has no type');
    },
    fromRequest: same,
    toRequest: same,
    decode: (value) => value as KubeObject,
    ...given,
  };
}

/** A create of a Deployment in the namespace `shop`, unless `given` says otherwise. */
export function writeOf(given: Partial<AdmissionAttributes> = {}): AdmissionAttributes {
  const { resource = deployments } = given;
  const version = given.version ?? versionOf(resource);
  return {
    operation: 'CREATE',
    resource,
    subresource: '',
    kind: version.kind,
    namespace: 'shop',
    name: 'web',
    object: undefined,
    oldObject: undefined,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    user: { name: 'ann', groups: ['dev'] },
    dryRun: false,
    version,
    equivalents: () => [],
    ...given,
  };
}
