/** ComponentStatuses, computed per request. Components of this process are healthy if the server responds. */
import type { ComponentStatus } from '@kubets/api';
import { groupResource } from '@kubets/apiserver/admission';
import { unstored } from '@kubets/apiserver/requests';
import { handlerAt } from '@kubets/apiserver/subresources';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';

const components = ['controller-manager', 'etcd-0', 'scheduler'];

function healthy(name: string): ComponentStatus & KubeObject {
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  };
}

export const componentStatusHandler = handlerAt(
  { resource: 'componentstatuses', verbs: ['get', 'list'] },
  async ({ info, definition }) => {
    if (info.verb === 'list')
      return {
        type: 'list',
        apiVersion: 'v1',
        kind: definition.listKind,
        metadata: {},
        items: components.map((name) => unstored(healthy(name))),
      };
    if (!components.includes(info.name)) throw errors.notFound(groupResource(definition), info.name);
    return { type: 'object', status: 200, object: healthy(info.name) };
  },
);
