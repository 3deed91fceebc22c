/** Iterates over all containers of a pod. */
import type { Container, PodSpec } from '../../generated/core/v1.ts';

type Visit = (container: Container, path: string) => void;

/** All containers with their paths. */
export function visitContainers(spec: PodSpec, path: string, visit: Visit): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    spec[list]?.forEach((container: Container, index) => {
      visit(container, `${path}.${list}[${index}]`);
    });
  }
}
