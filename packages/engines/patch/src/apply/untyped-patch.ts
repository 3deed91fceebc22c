/** Upstream's error for an applied configuration that its typed converter cannot read. It has no reason. */
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';

export function untypedPatch({ metadata, apiVersion, kind }: KubeObject, problems: readonly string[]): StatusError {
  const group = apiVersion?.includes('/') ? apiVersion : `/${apiVersion}`;
  const who = `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}; ${group}, Kind=${kind}`;
  const why = problems.length === 1 ? problems[0] : `errors:\n${problems.map((each) => `  ${each}`).join('\n')}`;
  const message = `failed to create typed patch object (${who}): ${why}`;
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}
