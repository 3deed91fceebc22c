/** PodSecurity for namespaces: valid labels, and warnings about existing pods. */
import { type Namespace, namespaces, pods } from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
} from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import {
  compareLevels,
  equivalentPolicies,
  isFullyPrivileged,
  isModeLabelled,
  type LevelVersion,
  levelVersionText,
  type Mode,
  type Policy,
  policyOf,
  sameLevelVersion,
} from '@kubets/pod-security';
import type { PodSecurityOptions } from './options.ts';

type Attributes = AdmissionAttributes<Namespace>;
type Labels = Readonly<Record<string, string>>;

const labelsOf = (namespace: Namespace | undefined): Labels => namespace?.metadata?.labels ?? {};

/** The warning that the labels of an exempt namespace have no effect; undefined if they request nothing. */
function exemptionWarning(name: string, policy: Policy, labels: Labels, defaults: Policy): string | undefined {
  if (isFullyPrivileged(policy) || equivalentPolicies(policy, defaults)) return undefined;
  const ignored = (['enforce', 'audit', 'warn'] satisfies Mode[])
    .filter((mode) => policy[mode].level !== 'privileged' && isModeLabelled(labels, mode))
    .map((mode) => `${mode}=${levelVersionText(policy[mode])}`);
  return `namespace ${JSON.stringify(name)} is exempt from Pod Security, and the policy (${ignored.join(', ')}) will be ignored`;
}

/** Whether existing pods may violate the new level although they complied with the old one. */
function isStricter(next: LevelVersion, old: LevelVersion): boolean {
  if (sameLevelVersion(next, old) || next.level === 'privileged') return false;
  return next.version.text !== old.version.text || compareLevels(next.level, old.level) > 0;
}

async function warnOfExistingPods(
  name: string,
  enforce: LevelVersion,
  context: AdmissionContext,
  { settings, clock, minorVersion }: PodSecurityOptions,
): Promise<void> {
  const { ExistingPods, maxCheckTimeMs } = await import('@kubets/pod-security/checks');
  const exempt = new Set(settings.exemptions.runtimeClasses);
  const existing = new ExistingPods(enforce, ({ spec }) => exempt.has(spec?.runtimeClassName ?? ''), minorVersion);
  const deadline = clock.monotonic() + maxCheckTimeMs;
  const unseen = await context.scan(pods, name, (pod) => {
    existing.visit(pod);
    return clock.monotonic() < deadline && !context.signal.aborted;
  });
  for (const warning of existing.warnings(name, unseen)) context.warn(warning);
}

export function namespaceSecurity(options: PodSecurityOptions): AdmissionPlugin {
  const { defaults, exemptions } = options.settings;
  const isExempt = (name: string): boolean => exemptions.namespaces.includes(name);
  const validate = async (attributes: Attributes, context: AdmissionContext): Promise<void> => {
    const { object, oldObject } = attributes;
    const name = object?.metadata?.name ?? attributes.name;
    const labels = labelsOf(object);
    const next = policyOf(labels, defaults);
    const old = attributes.operation === 'UPDATE' ? policyOf(labelsOf(oldObject), defaults) : undefined;
    // Labels that are invalid already may stay, so that other changes are possible.
    if (next.errors.length > 0 && !deepEqual(next.errors, old?.errors ?? []))
      throw errors.invalid(namespaces, name, next.errors);
    if (old !== undefined && !isStricter(next.policy.enforce, old.policy.enforce)) return;
    if (isExempt(name)) {
      const warning = exemptionWarning(name, next.policy, labels, defaults);
      if (warning !== undefined) context.warn(warning);
      return;
    }
    if (old !== undefined) await warnOfExistingPods(name, next.policy.enforce, context, options);
  };
  return defineAdmission<Namespace>({
    name: 'PodSecurity',
    on: { resource: namespaces, operations: ['CREATE', 'UPDATE'] },
    validate,
  });
}
