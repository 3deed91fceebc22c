/** Fields of a pod spec that have no effect in the scheduler and the kubelet yet. */
import { fieldWarner, type UnimplementedField } from './field-warnings.ts';

const scheduling: readonly UnimplementedField[] = [
  { path: 'affinity.podAffinity', effect: 'the scheduler ignores affinity between pods' },
  { path: 'affinity.podAntiAffinity', effect: 'the scheduler ignores anti-affinity between pods' },
  { path: 'topologySpreadConstraints', effect: 'the scheduler does not spread pods over topology domains' },
  {
    path: 'priorityClassName',
    effect: 'the scheduler queues pods by priority, but preempts no pod',
    sharedName: true,
  },
  { path: 'resourceClaims', effect: 'devices are not allocated', sharedName: true },
];

const volumeTypes = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
];

const volumes: readonly UnimplementedField[] = volumeTypes.map((type) => ({
  path: `volumes[].${type}`,
  effect: 'volumes of this type are not mounted, and the pod does not start',
  sharedName: true,
}));

const security: readonly UnimplementedField[] = [
  { path: 'securityContext.seLinuxOptions', effect: 'SELinux labels are not set' },
  { path: 'securityContext.seLinuxChangePolicy', effect: 'SELinux labels are not set' },
  { path: 'securityContext.appArmorProfile', effect: 'AppArmor profiles are not applied' },
  { path: 'securityContext.windowsOptions', effect: 'Windows nodes are not supported' },
  {
    path: 'securityContext.fsGroupChangePolicy',
    values: ['OnRootMismatch'],
    effect: 'ownership is set whenever a volume is mounted',
  },
];

const containerFields: readonly UnimplementedField[] = [
  { path: 'volumeDevices', effect: 'block devices are not mapped' },
  { path: 'restartPolicyRules', effect: 'exit codes do not change whether the container is restarted' },
  { path: 'env[].valueFrom.fileKeyRef', effect: 'variables are not read from files of a volume' },
  {
    path: 'resizePolicy[].restartPolicy',
    values: ['RestartContainer'],
    effect: 'a resize does not restart the container',
    sharedName: true,
  },
  { path: 'securityContext.seLinuxOptions', effect: 'SELinux labels are not set' },
  { path: 'securityContext.appArmorProfile', effect: 'AppArmor profiles are not applied' },
  { path: 'securityContext.windowsOptions', effect: 'Windows nodes are not supported' },
];

const containers: readonly UnimplementedField[] = ['containers', 'initContainers', 'ephemeralContainers'].flatMap(
  (list) => containerFields.map((field) => ({ ...field, path: `${list}[].${field.path}` })),
);

export const unimplementedPodFields: readonly UnimplementedField[] = [
  ...scheduling,
  ...security,
  ...containers,
  ...volumes,
];

/** `path`: the path of the spec: `spec`, `spec.template.spec`. */
export const unimplementedPodWarnings = fieldWarner(unimplementedPodFields);
