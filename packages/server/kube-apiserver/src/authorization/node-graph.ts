/** The graph of the Node authorizer: from a node through its pods to the objects that they use. */
import {
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  resourceSlices,
  volumeAttachments,
} from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { podReferences, type ReferenceKey, referenceKey, volumeSecrets } from './node-references.ts';

export type NodeSource = Pick<ResourceReader, 'get' | 'list' | 'onChange'>;

export interface NodeGraph {
  /** Whether a pod on `node` (or a volume attached to it) refers to this object. */
  reaches(node: string, resource: string, namespace: string, name: string): Promise<boolean>;
}

const claims = persistentVolumeClaims.plural;

/** The pods of each node, updated on changes. */
class PodsByNode {
  readonly #nodes = new Map<string, Map<string, Pod>>();
  readonly #where = new Map<string, string>();

  put(pod: Pod): void {
    const key = objectKeyOf(pod);
    const node = pod.spec?.nodeName ?? '';
    const before = this.#standing(key);
    if (before !== undefined && revisionOf(before) > revisionOf(pod)) return;
    this.#drop(key);
    if (node === '') return;
    const pods = this.#nodes.get(node) ?? new Map<string, Pod>();
    this.#nodes.set(node, pods.set(key, pod));
    this.#where.set(key, node);
  }

  /** An event may be older than the state that a list has returned. */
  remove(pod: Pod): void {
    const key = objectKeyOf(pod);
    const before = this.#standing(key);
    if (before !== undefined && revisionOf(before) <= revisionOf(pod)) this.#drop(key);
  }

  some(node: string, test: (pod: Pod) => boolean): boolean {
    for (const pod of this.#nodes.get(node)?.values() ?? []) if (test(pod)) return true;
    return false;
  }

  #standing(key: string): Pod | undefined {
    return this.#nodes.get(this.#where.get(key) ?? '')?.get(key);
  }

  #drop(key: string): void {
    const node = this.#where.get(key);
    if (node === undefined) return;
    const pods = this.#nodes.get(node);
    pods?.delete(key);
    if (pods?.size === 0) this.#nodes.delete(node);
    this.#where.delete(key);
  }
}

const revisionOf = (pod: Pod): number => Number(pod.metadata?.resourceVersion ?? 0);

/** Pods are tracked; claims and volumes, for which there are few requests, are looked up on demand. */
export function nodeGraph(source: NodeSource, signal: AbortSignal): NodeGraph {
  let known: Promise<PodsByNode> | undefined;
  let current: PodsByNode | undefined;
  const forget = (): void => {
    known = undefined;
    current = undefined;
  };
  source.onChange(
    pods,
    (change) => {
      if (change === undefined || current === undefined) forget();
      else if (change.gone) current.remove(change.object as Pod);
      else current.put(change.object as Pod);
    },
    signal,
  );

  async function read(): Promise<PodsByNode> {
    const byNode = new PodsByNode();
    for (const pod of await source.list(pods)) byNode.put(pod);
    return byNode;
  }

  function podsByNode(): Promise<PodsByNode> {
    if (known !== undefined) return known;
    const reading = read();
    known = reading;
    reading.then(
      (byNode) => {
        if (known === reading) current = byNode;
      },
      () => {
        if (known === reading) forget();
      },
    );
    return reading;
  }

  async function named(node: string, key: ReferenceKey): Promise<boolean> {
    const refers = (pod: Pod): boolean => podReferences(pod).has(key);
    if ((await podsByNode()).some(node, refers)) return true;
    // The tracked state is slightly behind; a kubelet may know its pod before us.
    forget();
    return (await podsByNode()).some(node, refers);
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
      if (resource === resourceSlices.plural)
        return (await source.get(resourceSlices, '', name))?.spec?.nodeName === node;
      const key = referenceKey(resource, namespace, name);
      return (await named(node, key)) || (resource === 'secrets' && (await throughVolumes(node, key)));
    },
  };
}
