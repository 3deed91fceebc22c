/** ControllerRevisions as values: names, order, equality, and the pod template that they restore. Pure. */
import type { ControllerRevision, PodTemplateSpec } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { parseTime } from '@kubets/machinery/time';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';
import { revisionHash } from './revision-hash.ts';

const maxPrefixLength = 223;

export const numberOf = (revision: ControllerRevision): number => revision.revision ?? 0;
export const revisionNameOf = (revision: ControllerRevision): string => revision.metadata?.name ?? '';

const createdAt = (revision: ControllerRevision): number => parseTime(revision.metadata?.creationTimestamp ?? '') ?? 0;

/** Lowest number first. */
export const byNumber = (a: ControllerRevision, b: ControllerRevision): number =>
  numberOf(a) - numberOf(b) || createdAt(a) - createdAt(b) || (revisionNameOf(a) < revisionNameOf(b) ? -1 : 1);

/** The number of the next revision. `revisions` are sorted. */
export function nextNumber(revisions: readonly ControllerRevision[]): number {
  const last = revisions.at(-1);
  return last === undefined ? 1 : numberOf(last) + 1;
}

/** The strategic merge patch that restores the template, as `kubectl rollout undo` applies it. */
export function templatePatch(template: PodTemplateSpec): ControllerRevision['data'] {
  return { spec: { template: { ...template, $patch: 'replace' } } } as unknown as ControllerRevision['data'];
}

/** The template that the revision restores; undefined if its data contains none. */
export function templateIn(revision: ControllerRevision): PodTemplateSpec | undefined {
  const data = revision.data as { readonly spec?: { readonly template?: unknown } | null } | null;
  const template = data?.spec?.template;
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return undefined;
  const { $patch: _, ...restored } = template as PodTemplateSpec & { readonly $patch?: string };
  return restored;
}

export const sameData = (a: ControllerRevision, b: ControllerRevision): boolean => deepEqual(a.data, b.data);

export interface NewRevision {
  readonly owner: KubeObject;
  readonly template: PodTemplateSpec;
  readonly number: number;
  /** The label that contains the hash. StatefulSets and DaemonSets use different ones. */
  readonly hashLabel: string;
  readonly collisionCount: number | undefined;
}

/** The revision of a template, controlled by its owner and with the owner's annotations. */
export function newRevision({ owner, template, number, hashLabel, collisionCount }: NewRevision): ControllerRevision {
  const { name = '', namespace = '', annotations } = owner.metadata ?? {};
  const data = templatePatch(template);
  const hash = revisionHash(data, collisionCount);
  return {
    metadata: {
      name: `${name.slice(0, maxPrefixLength)}-${hash}`,
      namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    data,
    revision: number,
  };
}
