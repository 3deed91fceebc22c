/** Checks of the types of volumes and of sysctls. */
import type { Volume } from '@kubets/api';
import { type CheckPod, type PodSecurityCheck, plural, quotedList, sorted } from '../check.ts';

type VolumeType = Exclude<keyof Volume, 'name'>;

const allowedVolumes: readonly VolumeType[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** In the order in which a volume of several types is named. */
const restrictedVolumes: readonly VolumeType[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

const volumeTypes: CheckPod = ({ spec }) => {
  const restricted = (spec.volumes ?? []).filter((volume) =>
    allowedVolumes.every((type) => volume[type] === undefined),
  );
  if (restricted.length === 0) return undefined;
  const types = sorted(
    restricted.map((volume) => restrictedVolumes.find((type) => volume[type] !== undefined) ?? 'unknown'),
  );
  const names = `${plural(restricted.length, 'volume', 'volumes')} ${quotedList(restricted.map(({ name }) => name))}`;
  const what = `${plural(types.length, 'restricted volume type', 'restricted volume types')} ${quotedList(types)}`;
  return { reason: 'restricted volume types', detail: `${names} ${plural(restricted.length, 'uses', 'use')} ${what}` };
};

function sysctls(...allowed: readonly string[]): CheckPod {
  return ({ spec }) => {
    const forbidden = (spec.securityContext?.sysctls ?? []).filter(({ name }) => !allowed.includes(name));
    if (forbidden.length === 0) return undefined;
    return { reason: 'forbidden sysctls', detail: forbidden.map(({ name }) => name).join(', ') };
  };
}

const sysctls0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const sysctls27 = [...sysctls0, 'net.ipv4.ip_local_reserved_ports'];
const sysctls29 = [
  ...sysctls27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const sysctls32 = [...sysctls29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const sysctls37 = [...sysctls32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

export const specChecks: readonly PodSecurityCheck[] = [
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    revisions: [{ since: 0, check: volumeTypes, replaces: 'hostPathVolumes' }],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    revisions: [
      { since: 0, check: sysctls(...sysctls0) },
      { since: 27, check: sysctls(...sysctls27) },
      { since: 29, check: sysctls(...sysctls29) },
      { since: 32, check: sysctls(...sysctls32) },
      { since: 37, check: sysctls(...sysctls37) },
    ],
  },
];
