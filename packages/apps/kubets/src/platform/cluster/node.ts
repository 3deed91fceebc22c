/** The node of a cluster: real containers where they can run and are wanted, else simulated pods. */
import { existsSync } from 'node:fs';
import { type Logger, messageOf, systemClock, systemRandom } from '@kubets/base';
import type { Pki } from '@kubets/kube-apiserver/platform';
import { createSimulatedNodes } from '@kubets/kubelet';
import type { ControlPlane } from '../../cluster/control-plane.ts';
import { componentUsers, nodeUser } from '../../cluster/identities.ts';
import { missingPackages } from '../commands/install-host.ts';
import { UsageError } from '../usage-error.ts';
import { rememberNodeRuntime } from './node-runtime.ts';
import type { ClusterSettings, RuntimeKind } from './settings.ts';

/** What the command line asks for. */
export interface NodeWish {
  /** 0: a control plane without a node. */
  readonly nodes: number;
  /** Undefined: real containers where they can run. */
  readonly runtime: RuntimeKind | undefined;
  readonly criSocket: string | undefined;
}

export interface NodeRequest extends NodeWish {
  readonly settings: ClusterSettings;
  readonly log: Logger;
}

export interface NodeOptions extends NodeRequest {
  readonly plane: ControlPlane;
  readonly pki: Pki;
  /** The host's address, at which the kubelet serves. */
  readonly address: string;
}

export interface ClusterNode {
  readonly ready: Promise<void>;
  /** What runs, in a few words. */
  readonly summary: string;
  /** Ends what runs in this process; containers go on. */
  stop(): Promise<void>;
}

export interface NodeChoice {
  readonly kind: RuntimeKind;
  /** Why it is not what would have been best, with the way out; undefined when it is. */
  readonly note: string | undefined;
}

/** What keeps real containers from running here; undefined when nothing does. */
function obstacle({ criSocket }: NodeWish): string | undefined {
  if (process.platform !== 'linux') return 'they need Linux';
  if (process.getuid?.() !== 0) return 'they need root: run it with sudo';
  if (criSocket !== undefined)
    return existsSync(criSocket) ? undefined : `there is no socket ${criSocket}: give the path of a running runtime's`;
  const missing = missingPackages();
  return missing.length === 0 ? undefined : `missing ${missing.join(', ')}: install them with 'kubets up --install'`;
}

/** Throws UsageError when what is asked for cannot be. */
export function chooseNode(request: NodeWish): NodeChoice {
  const { runtime, nodes, criSocket } = request;
  if (criSocket !== undefined && (runtime === 'simulated' || nodes !== 1))
    throw new UsageError('--cri-socket is for one node with real containers: not with simulated ones');
  if (nodes === 0 || runtime === 'simulated') return { kind: 'simulated', note: undefined };
  if (nodes > 1 && runtime === 'cri')
    throw new UsageError(`--nodes ${nodes} needs --runtime simulated: this machine is one node with real containers`);
  if (nodes > 1) return { kind: 'simulated', note: undefined };
  const why = obstacle(request);
  if (why === undefined) return { kind: 'cri', note: undefined };
  if (runtime === 'cri' || criSocket !== undefined) throw new UsageError(`real containers cannot run here: ${why}`);
  return { kind: 'simulated', note: `Pods are simulated, not run: for real containers, ${why}` };
}

/** Nodes without machines. Their pods live by rules and their names say what they are. */
export async function startSimulatedNodes({ settings, nodes, plane, log }: NodeOptions): Promise<ClusterNode> {
  await rememberNodeRuntime(settings.dataDirectory, undefined);
  if (nodes === 0) return { ready: Promise.resolve(), summary: 'no node', stop: async () => undefined };
  const ending = new AbortController();
  const fleet = createSimulatedNodes({
    count: nodes,
    client: plane.clientFor(componentUsers.controllerManager),
    clientFor: (name) => plane.clientFor(nodeUser(name)),
    clock: systemClock,
    random: systemRandom,
    log: log.with({ component: 'simulated-nodes' }),
  });
  const run = fleet.run(ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) log.error('the simulated nodes ended', { error: messageOf(error) });
  });
  return {
    ready: fleet.whenReady(),
    summary: nodes === 1 ? 'one simulated node' : `${nodes} simulated nodes`,
    stop: async () => {
      ending.abort();
      await run;
    },
  };
}
