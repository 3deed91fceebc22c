/** The PersistentVolumeClaims of a pod: one for each template of its StatefulSet. */
import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '@kubets/api';
import { ordinalOf, setName } from './ordinals.ts';

/** Reads a claim of the set's namespace from the cache. */
export type ClaimReader = (name: string) => PersistentVolumeClaim | undefined;

const templatesOf = (set: StatefulSet): readonly PersistentVolumeClaim[] => set.spec.volumeClaimTemplates ?? [];

const claimName = (set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string =>
  `${template.metadata?.name}-${setName(set)}-${ordinal}`;

/** The names of the claims of a pod. */
export const claimNamesOf = (set: StatefulSet, pod: Pod): readonly string[] =>
  templatesOf(set).map((template) => claimName(set, template, ordinalOf(pod)));

/** The claims of a pod as they are created: with the labels of their template and of the set's selector. */
export function claimsFor(set: StatefulSet, pod: Pod): readonly PersistentVolumeClaim[] {
  return templatesOf(set).map((template) => ({
    ...template,
    metadata: {
      ...template.metadata,
      name: claimName(set, template, ordinalOf(pod)),
      namespace: set.metadata?.namespace ?? '',
      labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels },
    },
  }));
}

/** Whether the volumes of the pod are those of its claims. */
export function hasStorage(set: StatefulSet, pod: Pod): boolean {
  const claimed = new Map(pod.spec?.volumes?.map((each) => [each.name, each.persistentVolumeClaim?.claimName]));
  return templatesOf(set).every(
    (template) => claimed.get(template.metadata?.name ?? '') === claimName(set, template, ordinalOf(pod)),
  );
}

/** The volumes of the pod's claims replace those of the same names. */
export function withStorage(set: StatefulSet, pod: Pod): Pod {
  const templates = templatesOf(set);
  if (templates.length === 0 || pod.spec === undefined) return pod;
  const names = new Set(templates.map((template) => template.metadata?.name));
  const claimed = templates.map((template): Volume => {
    const source = { claimName: claimName(set, template, ordinalOf(pod)) };
    return { name: template.metadata?.name ?? '', persistentVolumeClaim: source };
  });
  const others = pod.spec.volumes?.filter((volume) => !names.has(volume.name)) ?? [];
  return { ...pod, spec: { ...pod.spec, volumes: [...claimed, ...others] } };
}
