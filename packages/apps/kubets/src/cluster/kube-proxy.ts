/** Who kube-proxy is to the API, and what it may do there. Light: its code is loaded only where a real node runs. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import type { Actor } from '@kubets/component';

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
