/** A node with real containers: containerd or a given runtime, the kubelet with its server, and the service proxy. */
import { join } from 'node:path';
import { messageOf, systemClock, systemRandom } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { Pki } from '@kubets/kube-apiserver/platform';
import { createKubelet, delegatedAuthorizer, type Kubelet } from '@kubets/kubelet';
import {
  createCriRuntime,
  createLinuxHost,
  ensurePauseImage,
  pauseImage,
  type Supervisor,
  startContainerd,
  startKubeletServer,
} from '@kubets/kubelet/platform';
import { cniConfDirOf, type PodNetwork, setUpPodNetwork } from '@kubets/node-network/pod-network/platform';
import { runProxy } from '@kubets/node-network/proxy';
import { nftables } from '@kubets/node-network/proxy/platform';
import { componentUsers, nodeUser } from '../../cluster/identities.ts';
import { print } from '../progress.ts';
import { hostNodeName } from './host-facts.ts';
import type { ClusterNode, NodeOptions } from './node.ts';
import { saveNodeRuntime } from './node-runtime.ts';
import { pathsOf } from './paths.ts';
import { cgroupRootOf } from './stop-node.ts';

/**
 * The pod network and the container runtime. They take longest to start and do not depend on the cluster, so they start
 * first.
 */
export interface Machine {
  readonly network: PodNetwork;
  readonly socket: string;
  readonly snapshotter: 'overlayfs' | 'native';
  readonly words: string;
  /** Undefined for a runtime that kubets did not start. */
  readonly supervisor: Supervisor | undefined;
}

/** Calls `launched` when the containerd process runs. It then starts in parallel. */
export async function prepareMachine(
  { settings, criSocket, log }: Pick<NodeOptions, 'settings' | 'criSocket' | 'log'>,
  launched: () => void,
): Promise<Machine> {
  const paths = pathsOf(settings.dataDirectory);
  const settingUp = setUpPodNetwork({
    cluster: settings.name,
    dataDir: paths.network,
    podCIDR: settings.podCidr,
    clusterCIDR: settings.podCidr,
    clock: systemClock,
  });
  if (criSocket !== undefined) {
    const network = await settingUp;
    return {
      network,
      socket: criSocket,
      snapshotter: 'overlayfs',
      words: `the container runtime at ${criSocket}`,
      supervisor: undefined,
    };
  }
  const starting = startContainerd({
    dataDir: paths.containerd,
    sandboxImage: pauseImage,
    cniConfDir: cniConfDirOf(paths.network),
    cgroupRoot: cgroupRootOf(settings),
    clock: systemClock,
    log: log.with({ component: 'containerd' }),
    launched,
  });
  const [network, containerd] = await Promise.all([settingUp, starting]);
  const { socket, snapshotter, adopted } = containerd;
  return {
    network,
    socket,
    snapshotter,
    words: adopted ? 'the containerd that was still running' : 'a private containerd',
    supervisor: containerd.supervisor((message) => print(`the node failed: ${message}`, 2)),
  };
}

interface Parts {
  readonly nodeName: string;
  readonly client: Client;
  readonly kubelet: Kubelet;
  readonly pki: Pki;
}

async function serveKubelet(
  { settings, log, address }: NodeOptions,
  { nodeName, client, kubelet, pki }: Parts,
): Promise<AsyncDisposable> {
  const serving = await pki.nodeServing(nodeName, [nodeName, address]);
  return startKubeletServer({
    backend: kubelet,
    authorizer: delegatedAuthorizer(client, nodeName, systemClock),
    address,
    port: settings.kubeletPort,
    tls: { cert: serving.certificate, key: serving.key, ca: pki.authority },
    clock: systemClock,
    log: log.with({ component: 'kubelet' }),
  });
}

const initializationTimeoutMs = 20_000;

/** containerd accepts calls shortly before it can answer them. */
async function untilInitialized(runtime: ReturnType<typeof createCriRuntime>): Promise<void> {
  const end = systemClock.monotonic() + initializationTimeoutMs;
  for (;;) {
    try {
      await runtime.conditions();
      return;
    } catch (error) {
      const early = messageOf(error).includes('server is not initialized yet');
      if (!early || systemClock.monotonic() >= end) throw error;
    }
    await systemClock.sleep(10);
  }
}

/** Starts the kubelet and the service proxy on the prepared machine. */
export async function startRealNode(options: NodeOptions, machine: Machine): Promise<ClusterNode> {
  const { settings, log, plane, pki, address } = options;
  const paths = pathsOf(settings.dataDirectory);
  const ending = new AbortController();
  const { signal } = ending;
  const nodeName = hostNodeName();
  const client = plane.clientFor(nodeUser(nodeName));
  const runtime = createCriRuntime(machine.socket, systemClock, () => machine.supervisor?.problem);
  await untilInitialized(runtime);
  await ensurePauseImage({ socket: machine.socket, snapshotter: machine.snapshotter, runtime, clock: systemClock });
  await saveNodeRuntime(settings.dataDirectory, { socket: machine.socket, snapshotter: machine.snapshotter });
  const common = { clock: systemClock, random: systemRandom };
  const kubelet = createKubelet({
    ...common,
    nodeName,
    client,
    runtime,
    host: createLinuxHost({ rootDir: paths.kubelet, nodeIP: address, clock: systemClock }),
    log: log.with({ component: 'kubelet' }),
    rootDir: paths.kubelet,
    logDir: join(paths.kubelet, 'logs'),
    cgroupRoot: cgroupRootOf(settings),
    port: settings.kubeletPort,
    podCIDR: settings.podCidr,
    syncHostPorts: (ports) => machine.network.syncHostPorts(ports),
  });
  const server = await serveKubelet(options, { nodeName, client, kubelet, pki });
  const supervising = machine.supervisor?.run(signal);
  const kubeletRun = kubelet.run(signal);
  const proxy = runProxy(
    {
      ...common,
      client: plane.clientFor(componentUsers.proxy),
      rules: nftables(),
      log: log.with({ component: 'proxy' }),
      nodeName,
      table: settings.serviceTable,
      podCidr: settings.podCidr,
      nodeIp: address,
    },
    signal,
  );
  return {
    ready: Promise.all([kubelet.whenReady(), proxy.ready]).then(() => undefined),
    summary: `one node (${nodeName}) with real containers`,
    stop: async () => {
      ending.abort();
      await Promise.all([supervising, kubeletRun, proxy.done, server[Symbol.asyncDispose]()]);
      runtime.close();
    },
  };
}
