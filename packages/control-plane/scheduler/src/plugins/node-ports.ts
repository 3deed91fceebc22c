/** Keeps two pods that want the same port of the host apart. */
import { type HostPort, hostPorts, hostPortsConflict } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, verdict } from '../plugin.ts';

const taken = verdict(["node(s) didn't have free ports for the requested pod ports"]);
const free = verdict([]);

export const nodePorts = defineSchedulerPlugin<readonly HostPort[]>({
  name: 'NodePorts',
  wakeOn: { node: ['add'], pod: ['delete'] },
  preFilter: (pod) => {
    const wanted = hostPorts(pod);
    return wanted.length === 0 ? 'skip' : wanted;
  },
  filter: (wanted, { usedPorts }) =>
    wanted.some((port) => usedPorts.some((used) => hostPortsConflict(port, used))) ? taken : free,
});
