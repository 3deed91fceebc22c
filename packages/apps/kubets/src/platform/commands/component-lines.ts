/** Formats the components of a cluster for `kubets status`: one per line, hosted ones below their host. */
import type { ComponentStatus, PartStatus } from '@kubets/component';

const nameColumns = 36;

function line(indent: string, { name, state, reason }: PartStatus, note = ''): string {
  const why = reason === undefined ? '' : `: ${reason.split('\n')[0]}`;
  return `${`${indent}${name}`.padEnd(nameColumns)} ${state}${note}${why}`;
}

/** Whether this process holds the Lease, if there is one. */
function leadership({ state, lease }: ComponentStatus): string {
  if (lease === undefined) return '';
  return state === 'WaitingForLease' ? ' (another process leads)' : state === 'Running' ? ' (leader)' : '';
}

export function componentLines(components: readonly ComponentStatus[]): readonly string[] {
  return components.flatMap((component) => [
    line('  ', component, leadership(component)),
    ...component.parts.map((part) => line('    ', part)),
  ]);
}
