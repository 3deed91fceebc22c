/** Walks over the containers of a pod, of whatever kind they are. */
import type { Container, PodSpec } from '../../generated/core/v1.ts';

type Visit = (container: Container, path: string) => void;

/** Every container of any kind with its path. */
export function visitContainers(spec: PodSpec, path: string, visit: Visit): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    spec[list]?.forEach((container: Container, index) => {
      visit(container, `${path}.${list}[${index}]`);
    });
  }
}
