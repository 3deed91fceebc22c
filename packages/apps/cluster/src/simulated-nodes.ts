/** Simulated nodes as a component: they register and report like real nodes, but run no containers. */
import { present, type Random } from '@kubets/base';
import { type Component, defineComponent } from '@kubets/component';
import { createSimulatedNodes, type SimulatedNodes } from '@kubets/simulated-nodes';
import { nodeIdentity } from './identities.ts';

export interface SimulatedNodesOptions {
  readonly count: number;
  /** The index of the first node. Default 0. */
  readonly first?: number;
  /** Default: the shared instance of all components. */
  readonly random?: Random;
  readonly requires?: readonly string[];
}

export interface SimulatedNodesComponent {
  readonly component: Component;
  /** Available when the component has started. */
  readonly nodes: SimulatedNodes;
}

export function simulatedNodes(options: SimulatedNodesOptions): SimulatedNodesComponent {
  const { count, first = 0, requires = [] } = options;
  let nodes: SimulatedNodes | undefined;
  return {
    get nodes() {
      return present(nodes, 'simulated nodes, which have not started yet');
    },
    component: defineComponent({
      name: 'simulated-nodes',
      // One watch of all pods serves all nodes. Nodes do not have this permission. Each node writes with its own identity.
      identity: { name: 'system:kube-controller-manager', groups: [], fieldManager: 'kube-controller-manager' },
      requires: ['kube-apiserver', ...requires],
      optional: true,
      async run({ client, clientFor, clock, random, log, signal, ready }) {
        const { random: own = random } = options;
        const clients = (node: string) => clientFor(nodeIdentity(node));
        nodes = createSimulatedNodes({ count, first, client, clientFor: clients, clock, random: own, log });
        const running = nodes.run(signal);
        await Promise.race([running, nodes.whenReady()]);
        ready();
        await running;
      },
    }),
  };
}
