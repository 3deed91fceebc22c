/** Checks of the profiles of Linux security modules: AppArmor, seccomp, SELinux. */
import type { AppArmorProfile, SELinuxOptions, SeccompProfile } from '@kubets/api';
import {
  type CheckedPod,
  type CheckPod,
  containersOf,
  exceptOnWindows,
  namedContainers,
  namesWhere,
  type PodSecurityCheck,
  plural,
  quotedList,
  setters,
  sorted,
} from '../check.ts';

const isAllowedType = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost';

/** Pod and containers with a profile of another type, and these types. */
function otherTypes(
  pod: CheckedPod,
  profileOf: (context: {
    readonly appArmorProfile?: AppArmorProfile;
    readonly seccompProfile?: SeccompProfile;
  }) => { readonly type: string } | undefined,
): { readonly onPod: boolean; readonly names: readonly string[]; readonly types: readonly string[] } {
  const typeOf = (context: Parameters<typeof profileOf>[0] | undefined): string | undefined => {
    const profile = context === undefined ? undefined : profileOf(context);
    return profile === undefined || isAllowedType(profile.type) ? undefined : profile.type;
  };
  const onPod = typeOf(pod.spec.securityContext);
  const types = [onPod, ...containersOf(pod).map(({ securityContext }) => typeOf(securityContext))];
  return {
    onPod: onPod !== undefined,
    names: namesWhere(pod, ({ securityContext }) => typeOf(securityContext) !== undefined),
    types: sorted(types.filter((type) => type !== undefined)),
  };
}

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const isAllowedAppArmor = (profile: string): boolean =>
  profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');

const appArmor: CheckPod = (pod) => {
  const { onPod, names, types } = otherTypes(pod, ({ appArmorProfile }) => appArmorProfile);
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(appArmorPrefix) && !isAllowedAppArmor(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  if (types.length === 0 && annotations.length === 0) return undefined;
  const bySetters = onPod || names.length > 0 ? [setters(onPod, names)] : [];
  const byAnnotations = annotations.length > 0 ? [plural(annotations.length, 'annotation', 'annotations')] : [];
  const values = [...types, ...annotations];
  return {
    reason: plural(values.length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'),
    detail: `${[...bySetters, ...byAnnotations].join(' and ')} must not set AppArmor profile type to ${quotedList(values)}`,
  };
};

const isAllowedSeccomp = (profile: string): boolean =>
  profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');

/** Until 1.18, when profiles were annotations. */
const seccompAnnotations: CheckPod = (pod) => {
  const keys = [
    'seccomp.security.alpha.kubernetes.io/pod',
    ...containersOf(pod).map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`),
  ];
  const forbidden = sorted(
    keys
      .filter((key) => Object.hasOwn(pod.annotations, key) && !isAllowedSeccomp(pod.annotations[key] ?? ''))
      .map((key) => `${key}=${JSON.stringify(pod.annotations[key])}`),
  );
  if (forbidden.length === 0) return undefined;
  const what = plural(forbidden.length, 'annotation', 'annotations');
  return { reason: 'seccompProfile', detail: `forbidden ${what} ${forbidden.join(', ')}` };
};

const seccompTypes: CheckPod = (pod) => {
  const { onPod, names, types } = otherTypes(pod, ({ seccompProfile }) => seccompProfile);
  if (types.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `${setters(onPod, names)} must not set securityContext.seccompProfile.type to ${quotedList(types)}`,
  };
};

const seccompRequired: CheckPod = (pod) => {
  const forbidden = seccompTypes(pod);
  if (forbidden !== undefined || pod.spec.securityContext?.seccompProfile !== undefined) return forbidden;
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (names.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${namedContainers(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

/** Any user or role is forbidden; a type must be one of `types`. */
function seLinux(...types: readonly string[]): CheckPod {
  const otherType = ({ type = '' }: SELinuxOptions): boolean => type !== '' && !types.includes(type);
  const isForbidden = (options: SELinuxOptions | undefined): options is SELinuxOptions =>
    options !== undefined && (otherType(options) || Boolean(options.user) || Boolean(options.role));
  return (pod) => {
    const onPod = isForbidden(pod.spec.securityContext?.seLinuxOptions);
    const names = namesWhere(pod, ({ securityContext }) => isForbidden(securityContext?.seLinuxOptions));
    if (!onPod && names.length === 0) return undefined;
    const options = [pod.spec, ...containersOf(pod)]
      .map(({ securityContext }) => securityContext?.seLinuxOptions)
      .filter((each) => each !== undefined);
    const forbidden = sorted(options.filter(otherType).map(({ type = '' }) => type));
    const details = [
      ...(forbidden.length > 0 ? [`${plural(forbidden.length, 'type', 'types')} ${quotedList(forbidden)}`] : []),
      ...(options.some(({ user }) => user) ? ['user may not be set'] : []),
      ...(options.some(({ role }) => role) ? ['role may not be set'] : []),
    ];
    return {
      reason: 'seLinuxOptions',
      detail: `${setters(onPod, names)} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}`,
    };
  };
}

const seLinuxTypes = ['container_t', 'container_init_t', 'container_kvm_t'];

export const profileChecks: readonly PodSecurityCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', revisions: [{ since: 0, check: appArmor }] },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    revisions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompTypes },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    revisions: [
      { since: 19, check: seccompRequired, replaces: 'seccompProfile_baseline' },
      { since: 25, check: exceptOnWindows(seccompRequired), replaces: 'seccompProfile_baseline' },
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    revisions: [
      { since: 0, check: seLinux(...seLinuxTypes) },
      { since: 31, check: seLinux(...seLinuxTypes, 'container_engine_t') },
    ],
  },
];
