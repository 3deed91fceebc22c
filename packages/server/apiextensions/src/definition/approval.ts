/** The approval of APIs in the groups of the Kubernetes community, by annotation. */
import type { ObjectMeta } from '@kubets/machinery/meta';

export const approvalAnnotation = 'api-approved.kubernetes.io';

const proposal = 'see https://github.com/kubernetes/enhancements/pull/1111';

export type ApprovalState = 'approved' | 'bypassed' | 'missing' | 'invalid';

export interface Approval {
  readonly state: ApprovalState;
  readonly reason: string;
}

/** Whether definitions of the group need an approval. */
export function isProtectedGroup(group: string): boolean {
  return /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);
}

export function approvalOf(metadata: ObjectMeta | undefined): Approval {
  const value = metadata?.annotations?.[approvalAnnotation] ?? '';
  const must = `protected groups must have approval annotation ${JSON.stringify(approvalAnnotation)}`;
  if (value === '') return { state: 'missing', reason: `${must}, ${proposal}` };
  if (value.startsWith('unapproved')) return { state: 'bypassed', reason: `not approved: ${JSON.stringify(value)}` };
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#\s]+[^\s]*$/.test(value)) {
    return { state: 'approved', reason: `approved in ${value}` };
  }
  return { state: 'invalid', reason: `${must} with either a URL or a reason starting with "unapproved", ${proposal}` };
}
