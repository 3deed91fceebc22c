/** Which dead containers and sandboxes of an active pod can be removed. Pure. */
import type { ContainerStatus, Sandbox } from '@kubets/cri/runtime';
import { isRunning, type ObservedPod } from './observed.ts';

export interface Garbage {
  readonly containers: readonly ContainerStatus[];
  readonly sandboxes: readonly Sandbox[];
}

/** Keeps the two newest instances of each container (for `logs --previous`), and the newest sandbox. */
export function planGarbage(observed: ObservedPod): Garbage {
  const seen = new Map<string, number>();
  const containers = observed.containers.filter((container) => {
    const newer = seen.get(container.name) ?? 0;
    seen.set(container.name, newer + 1);
    return newer >= 2 && !isRunning(container);
  });
  const going = new Set(containers.map(({ id }) => id));
  const inUse = new Set(observed.containers.filter(({ id }) => !going.has(id)).map(({ sandboxId }) => sandboxId));
  const sandboxes = observed.sandboxes.filter(
    (sandbox, index) => index > 0 && !sandbox.ready && !inUse.has(sandbox.id),
  );
  return { containers, sandboxes };
}
