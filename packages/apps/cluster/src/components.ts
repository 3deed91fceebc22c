/**
 * The control plane of a cluster: the list of its components. The same list serves the program, tests and the simulator,
 * which adds what is around it: a store, a listener, nodes.
 */
import { actorsOf, type Candidacy, type Component, collectRoles } from '@kubets/component';
import { kubeControllerManager } from '@kubets/controllers';
import { kubeScheduler } from '@kubets/scheduler';
import { type ApiServerSettings, type KubeApiServer, kubeApiServer } from './kube-apiserver.ts';
import { kubeProxyActor } from './kube-proxy.ts';

export interface ControlPlaneOptions {
  /** Asked for when what kube-apiserver requires is ready. */
  settings(): ApiServerSettings;
  readonly candidacy?: Candidacy | undefined;
  /** What kube-apiserver waits for. */
  readonly requires?: readonly string[];
  /** What controllers and the scheduler wait for besides: they leave the processor to it until it is ready. */
  readonly loopsRequire?: readonly string[];
}

export interface ControlPlaneComponents {
  readonly apiServer: KubeApiServer;
  readonly components: readonly Component[];
}

/** The host's name out of `HOST_UUID`. */
function hostOf(candidacy: Candidacy | undefined): string | undefined {
  return candidacy?.identity.slice(0, candidacy.identity.lastIndexOf('_'));
}

/** Nothing of the host is in them: they run the same in the program, in a test and on a virtual clock. */
export function controlPlaneComponents(options: ControlPlaneOptions): ControlPlaneComponents {
  const { settings, candidacy, requires = [], loopsRequire = [] } = options;
  const shared = candidacy?.shared ?? false;
  const apiServer = kubeApiServer({
    settings,
    requires,
    shared,
    roles: () => collectRoles([...components.flatMap(actorsOf), kubeProxyActor]),
  });
  const loops = [
    kubeControllerManager({
      rootCa: () => settings().authority,
      // Other API servers hear of a namespace's end a little later: until then they let objects into it.
      ...(shared ? {} : { namespaceDeletionDelay: 0 }),
    }),
    kubeScheduler({ host: hostOf(candidacy) }),
  ];
  const waiting = loops.map((each) => ({ ...each, requires: [...each.requires, ...loopsRequire] }));
  const components: readonly Component[] = [apiServer.component, ...waiting];
  return { apiServer, components };
}
