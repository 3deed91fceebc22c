/** From a node over its pods to what they use: the paths along which the node authoriser lets a kubelet read. */
import { type Pod, persistentVolumeClaims, persistentVolumes, pods, volumeAttachments } from '@kubets/api';
import type { ResourceReader } from '../resource-access.ts';
import { podReferences, type ReferenceKey, referenceKey, volumeSecrets } from './node-references.ts';

export type NodeSource = Pick<ResourceReader, 'get' | 'list' | 'onChange'>;

export interface NodeGraph {
  /** Whether something that runs on `node` (or is attached to it) leads to this object. */
  reaches(node: string, resource: string, namespace: string, name: string): Promise<boolean>;
}

const claims = persistentVolumeClaims.plural;

/** Pods are grouped by node again on the first question after a pod changed; the rest is looked up when asked. */
export function nodeGraph(source: NodeSource, signal: AbortSignal): NodeGraph {
  let byNode: Promise<ReadonlyMap<string, readonly Pod[]>> | undefined;
  source.onChange(
    pods,
    () => {
      byNode = undefined;
    },
    signal,
  );

  async function group(): Promise<ReadonlyMap<string, readonly Pod[]>> {
    const groups = new Map<string, Pod[]>();
    for (const pod of await source.list(pods)) {
      const node = pod.spec?.nodeName;
      if (!node) continue;
      const list = groups.get(node);
      if (list === undefined) groups.set(node, [pod]);
      else list.push(pod);
    }
    return groups;
  }

  async function podsOn(node: string): Promise<readonly Pod[]> {
    const grouping = byNode ?? group();
    byNode = grouping;
    grouping.catch(() => {
      if (byNode === grouping) byNode = undefined;
    });
    return (await grouping).get(node) ?? [];
  }

  async function named(node: string, key: ReferenceKey): Promise<boolean> {
    return (await podsOn(node)).some((pod) => podReferences(pod).has(key));
  }

  async function throughVolumes(node: string, secret: ReferenceKey): Promise<boolean> {
    for (const volume of await source.list(persistentVolumes))
      if (volumeSecrets(volume).includes(secret) && (await volumeInUse(node, volume.metadata?.name ?? ''))) return true;
    return false;
  }

  async function volumeInUse(node: string, name: string): Promise<boolean> {
    const volume = await source.get(persistentVolumes, '', name);
    const claim = volume?.spec?.claimRef;
    if (!claim?.name) return false;
    const bound = await source.get(persistentVolumeClaims, claim.namespace ?? '', claim.name);
    return bound !== undefined && named(node, referenceKey(claims, claim.namespace ?? '', claim.name));
  }

  return {
    async reaches(node, resource, namespace, name) {
      if (resource === persistentVolumes.plural) return volumeInUse(node, name);
      if (resource === volumeAttachments.plural)
        return (await source.get(volumeAttachments, '', name))?.spec?.nodeName === node;
      const key = referenceKey(resource, namespace, name);
      return (await named(node, key)) || (resource === 'secrets' && (await throughVolumes(node, key)));
    },
  };
}
