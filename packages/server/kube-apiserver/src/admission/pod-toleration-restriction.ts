/** PodTolerationRestriction: default and allowed tolerations of pods, from the annotations of their namespace. */
import { namespaces, type Pod, pods, type Toleration } from '@kubets/api';
import { computeQosClass } from '@kubets/api/kind-rules';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
  groupResource,
  refusal,
} from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { AdmissionConfigurationError, typedConfiguration } from './admission-configuration.ts';
import { plainFailure } from './plain-failure.ts';

const name = 'PodTolerationRestriction';
const annotations = {
  default: 'scheduler.alpha.kubernetes.io/defaultTolerations',
  whitelist: 'scheduler.alpha.kubernetes.io/tolerationsWhitelist',
} as const;
const type = {
  kind: 'Configuration',
  apiVersions: ['podtolerationrestriction.admission.k8s.io/v1alpha1'],
};

/** Merging compares each pair of tolerations. */
const maxTolerations = 500;

const fields: Readonly<Record<keyof Toleration, 'string' | 'number'>> = {
  key: 'string',
  operator: 'string',
  value: 'string',
  effect: 'string',
  tolerationSeconds: 'number',
};

const isToleration = (value: unknown): value is Toleration =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(fields).every(([field, expected]) => {
    const given: unknown = (value as Readonly<Record<string, unknown>>)[field];
    return given === undefined || given === null || typeof given === expected;
  });

const isTolerations = (value: unknown): value is readonly Toleration[] =>
  Array.isArray(value) && value.length <= maxTolerations && value.every(isToleration);

/** Whether every taint that `b` tolerates is tolerated by `a`, too. */
export function isSuperset(a: Toleration, b: Toleration): boolean {
  if ((a.key ?? '') !== (b.key ?? '') && !(!a.key && a.operator === 'Exists')) return false;
  if (a.effect && a.effect !== b.effect) return false;
  if (a.effect === 'NoExecute' && a.tolerationSeconds !== undefined) {
    if (b.tolerationSeconds === undefined || b.tolerationSeconds > a.tolerationSeconds) return false;
  }
  if (a.operator === 'Exists') return true;
  return (a.operator || 'Equal') === (b.operator || 'Equal') && (a.value ?? '') === (b.value ?? '');
}

/** Both lists without those that another one includes. */
export function mergedTolerations(first: readonly Toleration[], second: readonly Toleration[]): readonly Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [index, toleration] of all.entries()) {
    const later = all.slice(index + 1);
    const included =
      merged.some((other) => isSuperset(other, toleration)) ||
      later.some((other) => isSuperset(other, toleration) && !deepEqual(other, toleration));
    if (!included) merged.push(toleration);
  }
  return merged;
}

interface Lists {
  readonly default: readonly Toleration[] | undefined;
  readonly whitelist: readonly Toleration[] | undefined;
}

function configured(value: unknown): Lists {
  if (value === undefined) return { default: undefined, whitelist: undefined };
  const lists = typedConfiguration(value, name, type, ['default', 'whitelist']);
  const listOf = (field: keyof Lists): Lists[keyof Lists] => {
    const list = lists[field];
    if (list === undefined || isTolerations(list)) return list;
    throw new AdmissionConfigurationError(
      `configuration of admission plugin ${name}: ${field} must be a list of at most ${maxTolerations} tolerations`,
    );
  };
  return { default: listOf('default'), whitelist: listOf('whitelist') };
}

/** Undefined if the namespace does not have the annotation. */
async function ofNamespace(
  list: keyof Lists,
  namespace: string,
  context: AdmissionContext,
): Promise<readonly Toleration[] | undefined> {
  const found = await context.get(namespaces, '', namespace);
  if (found === undefined) throw errors.notFound(groupResource(namespaces), namespace);
  const own = found.metadata?.annotations ?? {};
  if (!Object.hasOwn(own, annotations[list])) return undefined;
  const text = own[annotations[list]] ?? '';
  if (text === '') return [];
  const invalid = `annotation ${annotations[list]} of namespace ${namespace} must be a list of at most ${maxTolerations} tolerations`;
  try {
    const value: unknown = JSON.parse(text);
    if (isTolerations(value)) return value;
  } catch (error) {
    throw plainFailure(`${invalid}: ${(error as Error).message}`);
  }
  throw plainFailure(invalid);
}

/** Pods that are not of class BestEffort may stay on nodes with little memory. */
const underPressure: Toleration = {
  key: 'node.kubernetes.io/memory-pressure',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** Throws AdmissionConfigurationError. */
export function podTolerationRestriction(configuration: unknown): AdmissionPlugin {
  const ofCluster = configured(configuration);
  return defineAdmission<Pod>({
    name,
    on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
    async mutate(pod, attributes, context) {
      const { operation, namespace } = attributes;
      if (pod.spec === undefined) return pod;
      const defaults =
        operation === 'CREATE' ? ((await ofNamespace('default', namespace, context)) ?? ofCluster.default ?? []) : [];
      const extra = computeQosClass(pod) === 'BestEffort' ? defaults : [...defaults, underPressure];
      if (extra.length === 0) return pod;
      const own = pod.spec.tolerations ?? [];
      if (own.length > maxTolerations)
        throw refusal(attributes, `a pod may have at most ${maxTolerations} tolerations`);
      return { ...pod, spec: { ...pod.spec, tolerations: mergedTolerations(own, extra) } };
    },
    async validate({ object, namespace }, context) {
      const tolerations = object?.spec?.tolerations ?? [];
      if (tolerations.length === 0) return;
      const own = await ofNamespace('whitelist', namespace, context);
      const allowed = own ?? ofCluster.whitelist ?? [];
      if (allowed.length === 0) return;
      const isAllowed = (toleration: Toleration) => allowed.some((each) => isSuperset(each, toleration));
      if (tolerations.length <= 2 * maxTolerations && tolerations.every(isAllowed)) return;
      throw plainFailure(
        `pod tolerations (possibly merged with namespace default tolerations) conflict with its ${own === undefined ? 'cluster' : 'namespace'} whitelist`,
      );
    },
  });
}
