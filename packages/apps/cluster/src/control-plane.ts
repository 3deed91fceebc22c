/** A control plane in this process over one store, without a host: for tests, benchmarks and the test cluster. */
import type { ApiServer } from '@kubets/apiserver';
import type { Authenticator } from '@kubets/apiserver/authentication';
import type { Clock, Logger, Random } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import { type Candidacy, type Component, type RunningComponents, startComponents } from '@kubets/component';
import { controlPlaneComponents } from './components.ts';
import type { User } from './identities.ts';
import type { ApiServerSettings } from './kube-apiserver.ts';

export interface ControlPlaneOptions extends ApiServerSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The election of controllers and scheduler. Absent: they run without a Lease, as in tests with one control plane. */
  readonly candidacy?: Candidacy;
  /** Runs only the API server. */
  readonly apiServerOnly?: boolean;
  /** Additional components. */
  readonly others?: readonly Component[];
}

export interface ControlPlane extends Pick<RunningComponents, 'started' | 'failed' | 'statuses' | 'stop'> {
  readonly server: ApiServer;
  readonly authenticator: Authenticator;
  /** An in-process client with the identity of this user. */
  clientFor(user: User): Client;
}

/** Resolves when the API server is ready. Controllers and scheduler may still wait for their Lease. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { clock, random, log, candidacy, apiServerOnly = false, others = [], ...settings } = options;
  const { apiServer, components } = controlPlaneComponents({ settings: () => settings, candidacy });
  const list = apiServerOnly ? [apiServer.component] : [...components, ...others];
  const { connect } = apiServer;
  const running = startComponents(list, { connect, clock, random, log, candidacy });
  await running.ready(apiServer.component.name);
  return {
    ...running,
    server: apiServer.server,
    authenticator: apiServer.authenticator,
    clientFor: (user) => createClient(connect(user)),
  };
}
