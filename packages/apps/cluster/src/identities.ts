/** Users of a cluster that are not components: administrators, and the kubelet of each node. */
import type { Identity } from '@kubets/component';

/** A user of the API: the identity of a component, or another user. */
export type User = Omit<Identity, 'fieldManager'> & Partial<Identity>;

export function nodeIdentity(node: string): Identity {
  return { name: `system:node:${node}`, groups: ['system:nodes'], fieldManager: 'kubelet' };
}
