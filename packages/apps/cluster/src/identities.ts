/** Users of a cluster that no list of components can name: administrators, and the kubelet of each node. */
import type { Identity } from '@kubets/component';

/** A user of the API: an identity, or somebody who is no component. */
export type User = Omit<Identity, 'fieldManager'> & Partial<Identity>;

export function nodeIdentity(node: string): Identity {
  return { name: `system:node:${node}`, groups: ['system:nodes'], fieldManager: 'kubelet' };
}
