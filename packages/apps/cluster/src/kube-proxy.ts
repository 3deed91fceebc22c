/** kube-proxy as a component. Its code is loaded only for a node with real containers. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { type Actor, type Component, defineComponent } from '@kubets/component';

/** The role exists in every cluster, as upstream, so that users can run their own proxy. */
export const kubeProxyActor: Actor = {
  name: 'kube-proxy',
  identity: { name: 'system:kube-proxy', groups: ['system:node-proxier'], fieldManager: 'kube-proxy' },
  roles: [
    {
      name: 'system:node-proxier',
      rules: [
        rule('list watch', 'core', 'services endpoints'),
        rule(read, 'core', 'nodes'),
        eventsRule,
        rule('list watch', 'discovery.k8s.io', 'endpointslices'),
        rule('list watch', 'networking.k8s.io', 'servicecidrs'),
      ],
    },
  ],
};

/** @param run loads and runs the proxy */
export function kubeProxy(requires: readonly string[], run: Component['run']): Component {
  return defineComponent({ ...kubeProxyActor, requires, run });
}
