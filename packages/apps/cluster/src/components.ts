/**
 * The control plane of a cluster as a list of components. The program, tests and the simulator use the same list and add their own
 * components, such as a store, a listener and nodes.
 */
import { actorsOf, type Candidacy, type Component, collectRoles } from '@kubets/component';
import { kubeControllerManager } from '@kubets/controllers';
import { kubeScheduler } from '@kubets/scheduler';
import { type ApiServerSettings, type KubeApiServer, kubeApiServer } from './kube-apiserver.ts';
import { kubeProxyActor } from './kube-proxy.ts';

export interface ControlPlaneOptions {
  /** Called when the requirements of kube-apiserver are ready. */
  settings(): ApiServerSettings;
  readonly candidacy?: Candidacy | undefined;
  /** The components that kube-apiserver requires. */
  readonly requires?: readonly string[];
  /** Further components that controllers and the scheduler wait for, so that these start first. */
  readonly loopsRequire?: readonly string[];
}

export interface ControlPlaneComponents {
  readonly apiServer: KubeApiServer;
  readonly components: readonly Component[];
}

/** The host name in `HOST_UUID`. */
function hostOf(candidacy: Candidacy | undefined): string | undefined {
  return candidacy?.identity.slice(0, candidacy.identity.lastIndexOf('_'));
}

/** These components do not depend on the host. They run unchanged in the program, in tests and on a virtual clock. */
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
      // Other API servers see the end of a namespace with a short delay, and accept objects in it until then.
      ...(shared ? {} : { namespaceDeletionDelay: 0 }),
    }),
    kubeScheduler({ host: hostOf(candidacy) }),
  ];
  const waiting = loops.map((each) => ({ ...each, requires: [...each.requires, ...loopsRequire] }));
  const components: readonly Component[] = [apiServer.component, ...waiting];
  return { apiServer, components };
}
