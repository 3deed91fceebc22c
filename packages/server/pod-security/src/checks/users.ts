/** Checks of the user that containers run as, and of the masks of /proc. */
import {
  type CheckPod,
  containersOf,
  exceptInUserNamespace,
  namedContainers,
  namesWhere,
  type PodSecurityCheck,
  quotedList,
  setters,
  sorted,
} from '../check.ts';

const runAsNonRoot: CheckPod = (pod) => {
  const reason = 'runAsNonRoot != true';
  const onPod = pod.spec.securityContext?.runAsNonRoot;
  const explicit = namesWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  if (onPod === false || explicit.length > 0)
    return { reason, detail: `${setters(onPod === false, explicit)} must not set securityContext.runAsNonRoot=false` };
  if (onPod === true) return undefined;
  const implicit = namesWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (implicit.length === 0) return undefined;
  return { reason, detail: `pod or ${namedContainers(implicit)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: CheckPod = (pod) => {
  const onPod = pod.spec.securityContext?.runAsUser === 0;
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.runAsUser === 0);
  if (!onPod && names.length === 0) return undefined;
  return { reason: 'runAsUser=0', detail: `${setters(onPod, names)} must not set runAsUser=0` };
};

const procMount: CheckPod = (pod) => {
  const other = (type: string | undefined): type is string => type !== undefined && type !== 'Default';
  const names = namesWhere(pod, ({ securityContext }) => other(securityContext?.procMount));
  if (names.length === 0) return undefined;
  const types = containersOf(pod).flatMap(({ securityContext }) => securityContext?.procMount ?? []);
  return {
    reason: 'procMount',
    detail: `${namedContainers(names)} must not set securityContext.procMount to ${quotedList(sorted(types.filter(other)))}`,
  };
};

export const userChecks: readonly PodSecurityCheck[] = [
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    revisions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: exceptInUserNamespace(runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    revisions: [
      { since: 23, check: runAsUser },
      { since: 35, check: exceptInUserNamespace(runAsUser) },
    ],
  },
  {
    id: 'procMount',
    level: 'baseline',
    revisions: [
      { since: 0, check: procMount },
      { since: 35, check: exceptInUserNamespace(procMount) },
    ],
  },
  {
    // Since the baseline check has an exception, the restricted level keeps the check without it.
    id: 'procMount_restricted',
    level: 'restricted',
    revisions: [{ since: 35, check: procMount, replaces: 'procMount' }],
  },
];
