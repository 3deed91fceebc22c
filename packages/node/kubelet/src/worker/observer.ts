/** Reads what the runtime has of one pod, asking only for what can have changed. */

import type { Container, ContainerRuntime, ContainerStatus, Sandbox } from '@kubets/cri/runtime';
import type { ObservedPod } from '../pod/observed.ts';

const newestFirst = (a: { readonly createdAt: number }, b: { readonly createdAt: number }): number =>
  b.createdAt - a.createdAt;

export interface Observer {
  observe(podUid: string): Promise<ObservedPod>;
  /** Drops what is remembered of containers and sandboxes that are no more. */
  keep(ids: ReadonlySet<string>): void;
}

export function createObserver(
  runtime: Pick<ContainerRuntime, 'listSandboxes' | 'listContainers' | 'sandboxStatus' | 'containerStatus'>,
): Observer {
  /** By container: its status does not change while its state stays. */
  const statuses = new Map<string, ContainerStatus>();
  /** Addresses of ready sandboxes never change. */
  const addresses = new Map<string, readonly string[]>();

  const statusOf = async (container: Container): Promise<ContainerStatus> => {
    const known = statuses.get(container.id);
    if (known?.state === container.state && known.state !== 'unknown') return known;
    const status = { ...(await runtime.containerStatus(container.id)), sandboxId: container.sandboxId };
    if (status.state === 'running' || status.state === 'exited') statuses.set(container.id, status);
    return status;
  };

  const withAddresses = async (sandbox: Sandbox): Promise<Sandbox> => {
    if (!sandbox.ready) return sandbox;
    const known = addresses.get(sandbox.id);
    if (known) return { ...sandbox, ips: known };
    const { ips, ready } = await runtime.sandboxStatus(sandbox.id);
    if (ips.length > 0) addresses.set(sandbox.id, ips);
    return { ...sandbox, ips, ready };
  };

  return {
    observe: async (podUid) => {
      const [sandboxes, containers] = await Promise.all([
        runtime.listSandboxes({ podUid }),
        runtime.listContainers({ podUid }),
      ]);
      return {
        sandboxes: await Promise.all(sandboxes.toSorted(newestFirst).map(withAddresses)),
        containers: await Promise.all(containers.toSorted(newestFirst).map(statusOf)),
      };
    },
    keep: (ids) => {
      for (const id of statuses.keys()) if (!ids.has(id)) statuses.delete(id);
      for (const id of addresses.keys()) if (!ids.has(id)) addresses.delete(id);
    },
  };
}
