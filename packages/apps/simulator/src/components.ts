/** The processes of a simulated cluster. Each runs some of the components on the simulated store and network. */
import type { Lease } from '@kubets/api';
import { type Logger, present, type Random } from '@kubets/base';
import type { Transport } from '@kubets/client';
import {
  type ApiServerSettings,
  type ControlPlaneComponents,
  controlPlaneComponents,
  simulatedNodes,
} from '@kubets/cluster';
import { type Component, type Identity, type RunningComponents, startComponents } from '@kubets/component';
import type { SigningKey } from '@kubets/kube-apiserver';
import type { SimulatedNodes } from '@kubets/simulated-nodes';
import type { Store } from '@kubets/storage';
import type { ReachableServer } from './faulty-network.ts';
import type { SimulatedProcess } from './process.ts';

export interface ProcessParts {
  readonly process: SimulatedProcess;
  readonly random: Random;
  readonly log: Logger;
  connect(identity: Identity, lease?: Lease): Transport;
  /** Unique for each start of the process. */
  readonly identity: string;
}

export interface HostedServer {
  readonly store: Store;
  readonly tokenKey: SigningKey;
  readonly index: number;
}

function settingsOf({ store, tokenKey, index }: HostedServer): ApiServerSettings {
  return {
    requestsPerTurn: Number.POSITIVE_INFINITY,
    store,
    tokenKey,
    advertise: { address: `192.0.2.${index + 1}`, port: 6443 },
    authority: 'a simulated cluster has no certificates',
    // Small ranges, so that addresses and ports are reused during the run.
    serviceCidr: '10.96.0.0/27',
    nodePorts: { first: 30_000, last: 30_031 },
  };
}

const candidacyOf = ({ identity }: ProcessParts) => ({ identity, shared: true });

function controlPlane(parts: ProcessParts, hosted: HostedServer): ControlPlaneComponents {
  const settings = settingsOf(hosted);
  return controlPlaneComponents({ settings: () => settings, candidacy: candidacyOf(parts) });
}

/** Runs the component in a process that ends when it is killed. Its requirements run in other processes. */
function start(component: Component, parts: ProcessParts): RunningComponents {
  const { process, random, log, connect } = parts;
  const environment = { connect, clock: process.clock, random, log, candidacy: candidacyOf(parts) };
  return startComponents([component], { ...environment, provided: component.requires });
}

/** Resolves when the server responds. It is never closed: its process is killed. */
export async function startServer(parts: ProcessParts, hosted: HostedServer): Promise<ReachableServer> {
  const { apiServer } = controlPlane(parts, hosted);
  const { process } = parts;
  await start(apiServer.component, parts).started;
  const signal = process.death;
  return {
    process,
    transport: (user, lease) => {
      const inner = apiServer.connect(user, lease);
      return { request: (request) => inner.request({ signal, ...request }), watch: (request) => inner.watch(request) };
    },
  };
}

/** A component of the control plane that uses the API over the network. */
export function startComponent(name: string, parts: ProcessParts, hosted: HostedServer): RunningComponents {
  const component = controlPlane(parts, hosted).components.find((each) => each.name === name);
  return start(present(component, `component ${name}`), parts);
}

export interface StartedNode {
  readonly nodes: SimulatedNodes;
  /** Resolves once the node is Ready. */
  readonly started: Promise<void>;
}

export function startNode(parts: ProcessParts, index: number): StartedNode {
  const fleet = simulatedNodes({ count: 1, first: index });
  const { started } = start(fleet.component, parts);
  return { nodes: fleet.nodes, started };
}
