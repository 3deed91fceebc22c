/** Features that depend on the container runtime and on the handler of the pod. */
import type { Pod, VolumeMount } from '@kubets/api';
import type { RuntimeFeatures } from '@kubets/cri/runtime';
import { ContainerConfigError, type ObjectSource } from './objects.ts';

/** A pod's sandbox cannot be made as its spec asks: an event says so and the pod waits. */
export class RuntimeHandlerError extends Error {
  override readonly name = 'RuntimeHandlerError';
}

/** The handler of the pod's RuntimeClass. Rejects if the class does not exist, because the default handler may isolate less. */
export async function runtimeHandlerOf(pod: Pod, objects: Pick<ObjectSource, 'runtimeClass'>): Promise<string> {
  const name = pod.spec?.runtimeClassName ?? '';
  if (name === '') return '';
  const found = await objects.runtimeClass(name);
  if (found !== undefined) return found.handler;
  throw new RuntimeHandlerError(`failed to get RuntimeClass ${name}: runtimeclass.node.k8s.io "${name}" not found`);
}

/** User namespaces are not supported yet. A pod that asks for one must not run without it. */
export function refuseUserNamespace(pod: Pod, handler: string): void {
  if (pod.spec?.hostUsers !== false) return;
  const who = handler === '' ? 'runtime' : `RuntimeClass handler ${JSON.stringify(handler)}`;
  throw new RuntimeHandlerError(`can't set \`spec.hostUsers: false\`, ${who} does not support user namespaces`);
}

export const supportsRecursiveReadOnly = ({ handlers }: RuntimeFeatures, handler: string): boolean =>
  handlers.find(({ name }) => name === handler)?.recursiveReadOnlyMounts ?? false;

/** Whether what is mounted below the mount becomes read-only as well. Rejects where that is required and cannot be had. */
export function recursiveReadOnly(mount: VolumeMount, supported: boolean): boolean {
  const mode = mount.recursiveReadOnly ?? 'Disabled';
  if (mode === 'Disabled') return false;
  const refused = (why: string): ContainerConfigError =>
    new ContainerConfigError(
      `failed to resolve recursive read-only mode: volume ${JSON.stringify(mount.name)} requested recursive read-only mode, but it is ${why}`,
    );
  if (!mount.readOnly) throw refused('not read-only');
  const propagation = mount.mountPropagation ?? 'None';
  if (propagation !== 'None') throw refused(`not compatible with propagation ${JSON.stringify(propagation)}`);
  if (mode === 'Enabled' && !supported) throw refused('not supported by the runtime');
  return supported;
}
