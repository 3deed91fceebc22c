/** Whether an update of a pod can change the result of the checks: most fields of a pod are immutable. */
import type { PodSpec } from '@kubets/api';

interface Imaged {
  readonly name: string;
  readonly image?: string;
}

function anyChanged(next: readonly Imaged[] = [], old: readonly Imaged[] = []): boolean {
  return next.length !== old.length || next.some(({ image }, index) => image !== old[index]?.image);
}

/** True if a container was added or removed, or has another image. */
export function isSignificantUpdate(next: PodSpec, old: PodSpec): boolean {
  if (anyChanged(next.containers, old.containers) || anyChanged(next.initContainers, old.initContainers)) return true;
  const before = new Map((old.ephemeralContainers ?? []).map(({ name, image }) => [name, image]));
  return (next.ephemeralContainers ?? []).some(({ name, image }) => !before.has(name) || before.get(name) !== image);
}
