/** The index that finds the pods of a node. */
import { type Pod, pods } from '@kubets/api';
import { indexing } from '@kubets/controller-runtime';

export const podsByNode = indexing<Pod>(pods, 'node', (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []));
