/** PodSecurityConfiguration: the defaults of namespaces without labels, and exemptions. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain } from '@kubets/machinery/names';
import {
  invalidLevel,
  invalidVersion,
  type LevelVersion,
  latest,
  type Mode,
  parseLevel,
  parseVersion,
} from './policy.ts';
import type { Exemptions, PodSecuritySettings } from './settings.ts';

/** `pod-security.admission.config.k8s.io`, kind PodSecurityConfiguration; the fields are the same in all versions. */
export interface PodSecurityConfiguration {
  readonly defaults?: Readonly<Partial<Record<Mode | `${Mode}-version`, string>>>;
  readonly exemptions?: Partial<Exemptions>;
}

function listErrors(
  path: string,
  values: readonly string[],
  check: (value: string) => readonly string[],
): FieldError[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const messages = check(value);
    if (messages.length > 0) return [fieldError.invalid(at, value, messages.join(', '))];
    if (seen.has(value)) return [fieldError.duplicate(at, value)];
    seen.add(value);
    return [];
  });
}

/** The settings of a configuration, or what is wrong with it. */
export function podSecuritySettings({ defaults = {}, exemptions = {} }: PodSecurityConfiguration): {
  readonly settings: PodSecuritySettings;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const modeOf = (mode: Mode): LevelVersion => {
    const level = parseLevel(defaults[mode] || 'privileged');
    const version = parseVersion(defaults[`${mode}-version`] || 'latest');
    if (level === undefined) errors.push(fieldError.invalid(`defaults.${mode}`, defaults[mode], invalidLevel));
    if (version === undefined)
      errors.push(fieldError.invalid(`defaults.${mode}-version`, defaults[`${mode}-version`], invalidVersion));
    return { level: level ?? 'restricted', version: version ?? latest };
  };
  const [enforce, warn, audit] = [modeOf('enforce'), modeOf('warn'), modeOf('audit')];
  const { usernames = [], namespaces = [], runtimeClasses = [] } = exemptions;
  errors.push(
    ...listErrors('exemptions.namespaces', namespaces, dns1123Label),
    ...listErrors('exemptions.runtimeClasses', runtimeClasses, dns1123Subdomain),
    ...listErrors('exemptions.usernames', usernames, (name) => (name === '' ? ['username must not be empty'] : [])),
  );
  return {
    settings: { defaults: { enforce, audit, warn }, exemptions: { usernames, namespaces, runtimeClasses } },
    errors,
  };
}
