/** Rejects nodes where a host port of the pod is in use. */
import { type HostPort, hostPorts, hostPortsConflict } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, unschedulable } from '../plugin.ts';

const taken = unschedulable(["node(s) didn't have free ports for the requested pod ports"]);
const free = unschedulable([]);

export const nodePorts = defineSchedulerPlugin<readonly HostPort[]>({
  name: 'NodePorts',
  eventsToRegister: { node: ['add'], pod: ['delete'] },
  preFilter: (pod) => {
    const wanted = hostPorts(pod);
    return wanted.length === 0 ? 'skip' : wanted;
  },
  filter: (wanted, { usedPorts }) =>
    wanted.some((port) => usedPorts.some((used) => hostPortsConflict(port, used))) ? taken : free,
});
