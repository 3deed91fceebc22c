/** Conflicts of an apply with other managers, and the Conflict error. */
import type { StatusCause } from '@kubets/machinery/meta';
import { type StatusError, statusError } from '@kubets/machinery/status-error';
import { type FieldPath, showPath } from './field-set.ts';
import type { Manager } from './managers.ts';
import { byText } from './path-element.ts';

export interface Conflict {
  readonly manager: Manager;
  readonly path: FieldPath;
}

function shownManager({ name, operation, apiVersion, subresource }: Manager): string {
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(name)}${through}${using}`;
}

/** Upstream sorts managers by their identifier: a JSON object of these fields, in this order, without empty ones. */
function identifier({ name, operation, apiVersion, subresource }: Manager): string {
  const version = operation === 'Update' ? apiVersion : undefined;
  return JSON.stringify({
    manager: name || undefined,
    operation,
    apiVersion: version,
    subresource: subresource || undefined,
  });
}

/** Conflict (409) with a cause for each field, sorted by manager. */
export function conflictError(conflicts: readonly Conflict[]): StatusError {
  const grouped = Map.groupBy(conflicts, ({ manager }) => identifier(manager));
  const groups = Array.from(grouped).sort(([a], [b]) => byText(a, b));
  const sorted = groups.flatMap(([, group]) => group);
  const causes: StatusCause[] = sorted.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${shownManager(manager)}`,
    field: showPath(path),
  }));
  const [only] = sorted;
  if (sorted.length === 1 && only !== undefined)
    return statusError(
      'Conflict',
      `Apply failed with 1 conflict: conflict with ${shownManager(only.manager)}: ${showPath(only.path)}`,
      { causes },
    );
  const lines = groups.flatMap(([, [first, ...rest]]) =>
    first === undefined
      ? []
      : [
          `conflicts with ${shownManager(first.manager)}:`,
          ...[first, ...rest].map(({ path }) => `- ${showPath(path)}`),
        ],
  );
  return statusError('Conflict', `Apply failed with ${sorted.length} conflicts: ${lines.join('\n')}`, { causes });
}
