/** `pods/ephemeralcontainers` and `pods/resize`: updates that may change one part of a pod and nothing else. */

import { type Container, type Pod, pods, type ResourceRequirements } from '@kubets/api';
import { type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';

/** The old pod with the ephemeral containers of the new one. They can be added, but not changed or removed. */
function withEphemeralContainers(pod: Pod, old: Pod): Pod {
  const standing = old.spec?.ephemeralContainers ?? [];
  const wanted = pod.spec?.ephemeralContainers ?? [];
  const found: FieldError[] = standing.flatMap((container) => {
    const next = wanted.find((each) => each.name === container.name);
    if (next === undefined)
      return [
        fieldError.forbidden(
          'spec.ephemeralContainers',
          `existing ephemeral containers ${JSON.stringify(container.name)} may not be removed\n`,
        ),
      ];
    return deepEqual(next, container)
      ? []
      : [
          fieldError.forbidden(
            'spec.ephemeralContainers',
            `existing ephemeral containers ${JSON.stringify(container.name)} may not be changed\n`,
          ),
        ];
  });
  if (found.length > 0) throw errors.invalid(pods, old.metadata?.name ?? '', found);
  if (old.spec === undefined) return old;
  return { ...old, metadata: versioned(pod, old), spec: { ...old.spec, ephemeralContainers: wanted } };
}

/** The old metadata with the resourceVersion that the client sent. */
function versioned(pod: Pod, old: Pod): NonNullable<Pod['metadata']> {
  const { resourceVersion, ...rest } = old.metadata ?? {};
  const meant = pod.metadata?.resourceVersion;
  return { ...rest, ...(meant === undefined ? {} : { resourceVersion: meant }) };
}

const resizable = new Set(['cpu', 'memory']);

function fixedPart(resources: ResourceRequirements | undefined): unknown {
  const fixed = (list: ResourceRequirements['limits']) =>
    Object.entries(list ?? {}).filter(([name]) => !resizable.has(name));
  return [fixed(resources?.limits), fixed(resources?.requests), resources?.claims];
}

function resized(
  containers: readonly Container[],
  wanted: readonly Container[],
  path: string,
  found: FieldError[],
): readonly Container[] {
  return containers.map((container, index) => {
    const next = wanted.find((each) => each.name === container.name);
    if (next === undefined || deepEqual(next.resources, container.resources)) return container;
    if (!deepEqual(fixedPart(next.resources), fixedPart(container.resources)))
      found.push(fieldError.forbidden(`${path}[${index}].resources`, 'only cpu and memory resources are mutable'));
    return { ...container, ...(next.resources === undefined ? {} : { resources: next.resources }) };
  });
}

/** The old pod with the containers' resources and resize policies of the new one. */
function withResources(pod: Pod, old: Pod): Pod {
  if (old.spec === undefined || pod.spec === undefined) return old;
  const found: FieldError[] = [];
  const { containers, initContainers } = old.spec;
  const spec = {
    ...old.spec,
    containers: resized(containers, pod.spec.containers, 'spec.containers', found),
    ...(initContainers === undefined
      ? {}
      : { initContainers: resized(initContainers, pod.spec.initContainers ?? [], 'spec.initContainers', found) }),
    ...(pod.spec.resources === undefined ? {} : { resources: pod.spec.resources }),
  };
  if (found.length > 0) throw errors.invalid(pods, old.metadata?.name ?? '', found);
  return { ...old, metadata: versioned(pod, old), spec };
}

/** Runs before the other plugins, so that they see only allowed changes. */
function restricting(subresource: string, restrict: (pod: Pod, old: Pod) => Pod): AdmissionPlugin {
  return defineAdmission<Pod>({
    name: 'PodPart',
    on: { resource: pods, subresources: [subresource], operations: ['UPDATE'] },
    mutate: (pod, { oldObject }) => (oldObject === undefined ? pod : restrict(pod, oldObject)),
  });
}

export const partialPodUpdates: readonly AdmissionPlugin[] = [
  restricting('ephemeralcontainers', withEphemeralContainers),
  restricting('resize', withResources),
];
