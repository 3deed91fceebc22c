/** The components of a node with real containers. Their code is loaded on demand. */
import { kubeProxy, nodeIdentity } from '@kubets/cluster';
import { type Component, defineComponent, untilAborted } from '@kubets/component';
import { hostNodeName } from './host-facts.ts';
import { listenerName } from './listener-component.ts';
import type { Machine } from './real-node.ts';
import type { StartOptions } from './start-options.ts';
import type { StoreComponent } from './store-component.ts';

export interface MachineComponent {
  readonly component: Component;
  /** Resolves when containers can run. */
  readonly machine: Promise<Machine>;
}

/** containerd failed, or was never started. */
export class ContainerRuntimeError extends Error {
  override readonly name = 'ContainerRuntimeError';
}

/**
 * The pod network and containerd. The component is ready as soon as the containerd process runs. The rest of its start runs in parallel
 * with the control plane. Containers keep running when it stops.
 */
export function containerRuntime(options: StartOptions): MachineComponent {
  const { promise: machine, resolve, reject } = Promise.withResolvers<Machine>();
  machine.catch(() => undefined);
  const component = defineComponent({
    name: 'container-runtime',
    optional: true,
    async run({ log, signal, ready }) {
      try {
        const { prepareMachine } = await import('./real-node.ts');
        const prepared = await prepareMachine({ ...options, log }, ready);
        resolve(prepared);
        options.progress.step(`Containers run in ${prepared.words}`);
        ready();
        const { supervisor } = prepared;
        await (supervisor === undefined ? untilAborted(signal) : supervisor.run(signal));
        if (!signal.aborted) throw new ContainerRuntimeError(supervisor?.problem ?? 'containerd will not be restarted');
      } catch (error) {
        reject(error);
        throw error;
      }
    },
  });
  return { component, machine };
}

/** The kubelet and the service proxy. */
export function nodeComponents(store: StoreComponent, { machine }: MachineComponent): readonly Component[] {
  const kubelet = defineComponent({
    name: 'kubelet',
    identity: nodeIdentity(hostNodeName()),
    requires: ['container-runtime', 'kube-apiserver', listenerName],
    run: async (context) => {
      const prepared = await Promise.race([machine, untilAborted(context.signal)]);
      if (!prepared || context.signal.aborted) return;
      const { runKubelet } = await import('./real-node.ts');
      await runKubelet(context, store.foundation, prepared);
    },
  });
  const proxy = kubeProxy(['kube-apiserver', listenerName], async (context) => {
    const { runKubeProxy } = await import('./real-node.ts');
    await runKubeProxy(context, store.foundation);
  });
  return [kubelet, proxy];
}
