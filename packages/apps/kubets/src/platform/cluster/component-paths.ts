/** Serves the states of this process's components. RBAC grants the path only to administrators. */
import type { ExtraPaths } from '@kubets/apiserver';
import type { ComponentStatus } from '@kubets/component';
import { errors } from '@kubets/machinery/status-error';

export const componentsPath = '/kubets/components';

/** The response of `componentsPath`. */
export interface ComponentReport {
  readonly components: readonly ComponentStatus[];
}

export function componentPaths(statuses: () => readonly ComponentStatus[]): ExtraPaths {
  return (path, request) => {
    if (path !== componentsPath) return undefined;
    if (request.method !== 'GET')
      throw errors.methodNotAllowed({ group: '', resource: path }, request.method.toLowerCase());
    const report: ComponentReport = { components: statuses() };
    return { type: 'raw', status: 200, contentType: 'application/json', body: `${JSON.stringify(report)}\n` };
  };
}
