/** The containers of a pod, and what follows from their specs alone. */
import type { Container as ContainerSpec, EphemeralContainer, Pod } from '@kubets/api';

export type { ContainerSpec };

/** Any container of a pod, including ephemeral ones. */
export type AnyContainer = ContainerSpec | EphemeralContainer;

/** An init container that keeps running beside the others. */
export const isSidecar = (container: AnyContainer): boolean => container.restartPolicy === 'Always';

export const initContainers = (pod: Pod): readonly ContainerSpec[] => pod.spec?.initContainers ?? [];
export const mainContainers = (pod: Pod): readonly ContainerSpec[] => pod.spec?.containers ?? [];
export const ephemeralContainers = (pod: Pod): readonly EphemeralContainer[] => pod.spec?.ephemeralContainers ?? [];
export const sidecars = (pod: Pod): readonly ContainerSpec[] => initContainers(pod).filter(isSidecar);

export const allContainers = (pod: Pod): readonly AnyContainer[] => [
  ...initContainers(pod),
  ...mainContainers(pod),
  ...ephemeralContainers(pod),
];

export const containerNamed = (pod: Pod, name: string): AnyContainer | undefined =>
  allContainers(pod).find((container) => container.name === name);

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

export const podRestartPolicy = (pod: Pod): RestartPolicy => pod.spec?.restartPolicy ?? 'Always';

/** The policy of one container: a sidecar is always restarted, other init containers never after success. */
export function restartPolicyOf(pod: Pod, container: AnyContainer): RestartPolicy {
  const own = container.restartPolicy;
  if (own === 'Always' || own === 'OnFailure' || own === 'Never') return own;
  const policy = podRestartPolicy(pod);
  const isInit = initContainers(pod).some((each) => each.name === container.name);
  return isInit && policy === 'Always' ? 'OnFailure' : policy;
}

/** The field path of a container, as events show it: `spec.containers{web}`. */
export function fieldPathOf(pod: Pod, name: string): string {
  if (initContainers(pod).some((each) => each.name === name)) return `spec.initContainers{${name}}`;
  if (ephemeralContainers(pod).some((each) => each.name === name)) return `spec.ephemeralContainers{${name}}`;
  return `spec.containers{${name}}`;
}

/** FNV-1a, 32 bits. */
function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** Changes when a running container must be replaced: a hash of its name and image, as upstream. */
export function containerHash(container: AnyContainer): string {
  return fnv32a(JSON.stringify({ image: container.image ?? '', name: container.name })).toString(16);
}
