/** kube-proxy as a component, without its code: that is loaded only where a real node runs. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { type Actor, type Component, defineComponent } from '@kubets/component';

/** Its role is there in every cluster, as upstream: whoever runs a proxy of its own finds it. */
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

/** @param run loads the proxy and runs it */
export function kubeProxy(requires: readonly string[], run: Component['run']): Component {
  return defineComponent({ ...kubeProxyActor, requires, run });
}
