/** A node with real containers: containerd or a given runtime, the kubelet with its server, and the service proxy. */
import { join } from 'node:path';
import { messageOf, systemClock } from '@kubets/base';
import type { ComponentContext } from '@kubets/component';
import { createCriRuntime, ensurePauseImage, pauseImage, type Supervisor, startContainerd } from '@kubets/cri/platform';
import { createKubelet, delegatedAuthorizer, type Kubelet } from '@kubets/kubelet';
import { createLinuxHost, startKubeletServer } from '@kubets/kubelet/platform';
import { cniConfDirOf, type PodNetwork, setUpPodNetwork } from '@kubets/node-network/pod-network/platform';
import { runProxy } from '@kubets/node-network/proxy';
import { nftables } from '@kubets/node-network/proxy/platform';
import { print } from '../progress.ts';
import { hostNodeName } from './host-facts.ts';
import { saveNodeRuntime } from './node-runtime.ts';
import { pathsOf } from './paths.ts';
import type { StartOptions } from './start-options.ts';
import { cgroupRootOf } from './stop-node.ts';
import type { Foundation } from './store-component.ts';

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
  { settings, criSocket, log }: Pick<StartOptions, 'settings' | 'criSocket' | 'log'>,
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
    log,
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

interface Served {
  readonly foundation: Foundation;
  readonly nodeName: string;
  readonly kubelet: Kubelet;
}

async function serveKubelet(
  { foundation, nodeName, kubelet }: Served,
  { client, clock, log }: ComponentContext,
): Promise<AsyncDisposable> {
  const { settings, pki, address } = foundation;
  const serving = await pki.nodeServing(nodeName, [nodeName, address]);
  return startKubeletServer({
    backend: kubelet,
    authorizer: delegatedAuthorizer(client, nodeName, clock),
    address,
    port: settings.kubeletPort,
    tls: { cert: serving.certificate, key: serving.key, ca: pki.authority },
    clock,
    log,
  });
}

const initializationTimeoutMs = 20_000;

/** containerd accepts calls shortly before it can answer them. */
async function untilInitialized(
  runtime: ReturnType<typeof createCriRuntime>,
  { clock, signal }: ComponentContext,
): Promise<void> {
  const end = clock.monotonic() + initializationTimeoutMs;
  for (;;) {
    try {
      await runtime.conditions();
      return;
    } catch (error) {
      const early = messageOf(error).includes('server is not initialized yet');
      if (!early || clock.monotonic() >= end) throw error;
    }
    await clock.sleep(10, signal);
  }
}

/** The kubelet on the prepared machine. */
export async function runKubelet(context: ComponentContext, foundation: Foundation, machine: Machine): Promise<void> {
  const { client, clock, random, log, signal, ready } = context;
  const { settings, address } = foundation;
  const { socket, snapshotter } = machine;
  const paths = pathsOf(settings.dataDirectory);
  const nodeName = hostNodeName();
  const runtime = createCriRuntime(socket, clock, () => machine.supervisor?.problem);
  try {
    await untilInitialized(runtime, context);
    await ensurePauseImage({ socket, snapshotter, runtime, clock });
    await saveNodeRuntime(settings.dataDirectory, { socket, snapshotter });
    const kubelet = createKubelet({
      clock,
      random,
      nodeName,
      client,
      runtime,
      host: createLinuxHost({ rootDir: paths.kubelet, nodeIP: address, clock }),
      log,
      rootDir: paths.kubelet,
      logDir: join(paths.kubelet, 'logs'),
      cgroupRoot: cgroupRootOf(settings),
      port: settings.kubeletPort,
      podCIDR: settings.podCidr,
      syncHostPorts: (ports) => machine.network.syncHostPorts(ports),
    });
    await using _server = await serveKubelet({ foundation, nodeName, kubelet }, context);
    const running = kubelet.run(signal);
    await Promise.race([running, kubelet.whenReady()]);
    ready();
    await running;
  } finally {
    runtime.close();
  }
}

/** The service proxy. */
export async function runKubeProxy(context: ComponentContext, { settings, address }: Foundation): Promise<void> {
  const { client, clock, random, log, signal, ready } = context;
  const rules = nftables();
  const place = { table: settings.serviceTable, podCidr: settings.podCidr, nodeIp: address };
  const proxy = runProxy({ clock, random, client, rules, log, nodeName: hostNodeName(), ...place }, signal);
  await Promise.race([proxy.done, proxy.ready]);
  ready();
  await proxy.done;
}
