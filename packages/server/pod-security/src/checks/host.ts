/** Checks of what a pod shares with its node: namespaces, ports, paths, host processes, and hosts that probes connect to. */
import type { LifecycleHandler, Probe } from '@kubets/api';
import {
  type AnyContainer,
  type CheckPod,
  containersOf,
  namedContainers,
  namesWhere,
  type PodSecurityCheck,
  plural,
  quotedList,
  setters,
  sorted,
} from '../check.ts';

const namespaces: CheckPod = ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

const pathVolumes: CheckPod = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural(names.length, 'volume', 'volumes')} ${quotedList(names)}` };
};

const hostPortsOf = (container: AnyContainer): readonly string[] =>
  (container.ports ?? []).flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [String(hostPort)]));

const ports: CheckPod = (pod) => {
  const names = namesWhere(pod, (container) => hostPortsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const used = sorted(containersOf(pod).flatMap(hostPortsOf));
  const what = `${plural(used.length, 'hostPort', 'hostPorts')} ${used.join(', ')}`;
  return { reason: 'hostPort', detail: `${namedContainers(names)} ${plural(names.length, 'uses', 'use')} ${what}` };
};

function hostsOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: AnyContainer): readonly string[] {
  const handlers: readonly (Probe | LifecycleHandler | undefined)[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return handlers
    .flatMap((handler) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''])
    .filter((host) => host !== '');
}

const probes: CheckPod = (pod) => {
  const names = sorted(namesWhere(pod, (container) => hostsOf(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sorted(containersOf(pod).flatMap(hostsOf));
  const what = `${plural(hosts.length, 'probe or lifecycle host', 'probe or lifecycle hosts')} ${quotedList(hosts)}`;
  return {
    reason: 'probe or lifecycle host',
    detail: `${namedContainers(names)} ${plural(names.length, 'uses', 'use')} ${what}`,
  };
};

const hostProcess: CheckPod = (pod) => {
  const onPod = pod.spec.securityContext?.windowsOptions?.hostProcess === true;
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
  if (!onPod && names.length === 0) return undefined;
  return {
    reason: 'hostProcess',
    detail: `${setters(onPod, names)} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

export const hostChecks: readonly PodSecurityCheck[] = [
  { id: 'hostNamespaces', level: 'baseline', revisions: [{ since: 0, check: namespaces }] },
  { id: 'hostPathVolumes', level: 'baseline', revisions: [{ since: 0, check: pathVolumes }] },
  { id: 'hostPorts', level: 'baseline', revisions: [{ since: 0, check: ports }] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', revisions: [{ since: 34, check: probes }] },
  { id: 'windowsHostProcess', level: 'baseline', revisions: [{ since: 0, check: hostProcess }] },
];
