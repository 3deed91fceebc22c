/**
 * Versions that are off by default and whose objects have the same fields as those of v1: `--runtime-config` can enable
 * them. Their objects are stored as v1, and their schemas are those of v1.
 */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceDefinition } from '../resource-definition.ts';

/** Their resources, by group and version. */
const sameAsV1: Readonly<Record<string, readonly string[]>> = {
  'admissionregistration.k8s.io/v1beta1': ['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
  'certificates.k8s.io/v1beta1': ['clustertrustbundles'],
  'resource.k8s.io/v1beta2': [
    'deviceclasses',
    'devicetaintrules',
    'resourceclaims',
    'resourceclaimtemplates',
    'resourceslices',
  ],
  'storagemigration.k8s.io/v1beta1': ['storageversionmigrations'],
};

/** What upstream serves in these versions, too. */
const notServed: Readonly<Record<string, readonly string[]>> = {
  'certificates.k8s.io/v1beta1': ['podcertificaterequests'],
};

const inVersion = (object: KubeObject, group: string, version: string): KubeObject => ({
  ...object,
  apiVersion: `${group}/${version}`,
});

function otherVersion(v1: ResourceDefinition, version: string): ResourceDefinition {
  const { group, storageVersion } = v1;
  return {
    ...v1,
    version,
    subresources: v1.subresources.map((each) => ({ ...each, version })),
    conversion: {
      toStorage: (object) => inVersion(object, storageVersion.group, storageVersion.version),
      fromStorage: (object) => inVersion(object, group, version),
    },
  };
}

export interface OtherVersion {
  readonly definitions: readonly ResourceDefinition[];
  /** The resources of this version that kubets does not have. */
  readonly missing: readonly string[];
}

/** The resources of a version that is off by default; undefined if kubets has none of them. */
export function otherVersionOf(
  group: string,
  version: string,
  builtin: readonly ResourceDefinition[],
): OtherVersion | undefined {
  const key = `${group}/${version}`;
  const plurals = Object.hasOwn(sameAsV1, key) ? sameAsV1[key] : undefined;
  if (plurals === undefined) return undefined;
  const v1 = builtin.filter((each) => each.group === group && each.version === 'v1' && plurals.includes(each.plural));
  return { definitions: v1.map((each) => otherVersion(each, version)), missing: notServed[key] ?? [] };
}
