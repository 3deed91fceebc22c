/** A node under test: the API server is in memory, the kubelet in this process, and containers are real. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pod, pods, serviceAccounts } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import { type Logger, loggerTo, systemClock, systemRandom } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import {
  type Containerd,
  type CriRuntime,
  createCriRuntime,
  ensurePauseImage,
  loadImage,
  pauseImage,
  startContainerd,
} from '@kubets/cri/platform';
import { type ClusterServer, createClusterServer, importSigningKey } from '@kubets/kube-apiserver';
import { type AdmissionSettings, chooseAdmission } from '@kubets/kube-apiserver/admission';
import { createKubelet, type Kubelet } from '@kubets/kubelet';
import { createLinuxHost } from '@kubets/kubelet/platform';
import { type PodNetwork, removePodNetwork, setUpPodNetwork } from '@kubets/node-network/pod-network/platform';
import { createMemoryStore } from '@kubets/storage';
import { writeShellImage } from './shell-image.ts';

const log: Logger = loggerTo((line) => {
  if (process.env.KUBETS_TEST_LOG) console.log(line.level, line.message, JSON.stringify(line.fields));
});

async function newKey() {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  return importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)));
}

export class TestNode implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'kubets-node-'));
  readonly cluster = `t${process.pid}`;
  readonly name = 'node-a';
  server!: ClusterServer;
  admin!: Client;
  containerd!: Containerd;
  runtime!: CriRuntime;
  network!: PodNetwork;
  kubelet!: Kubelet;
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  /** `withKubelet: false`: runtime only, because a kubelet would remove pods that it does not know. */
  /** `admission`: which admission plugins are enabled. */
  static async start({
    withKubelet = true,
    admission = {},
  }: {
    readonly withKubelet?: boolean;
    readonly admission?: AdmissionSettings;
  } = {}): Promise<TestNode> {
    const node = new TestNode();
    const clock = systemClock;
    node.server = createClusterServer({
      builtInAdmission: chooseAdmission(admission, (message) => log.warn(message)),
      store: createMemoryStore({ clock: systemClock }),
      clock,
      random: systemRandom,
      log,
      fields: typedFieldManagement(typeTable()),
      version: { major: '1', minor: '37', gitVersion: 'v1.37.2' } as never,
      signingKey: await newKey(),
      bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, authority: 'PEM' },
    });
    await node.server.start();
    node.admin = node.clientOf('admin', ['system:masters', 'system:authenticated']);
    await node.admin.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
    node.network = await setUpPodNetwork({
      cluster: node.cluster,
      dataDir: join(node.directory, 'network'),
      clock: systemClock,
      podCIDR: '10.99.7.0/24',
      clusterCIDR: '10.99.0.0/16',
    });
    await node.startRuntime();
    await ensurePauseImage({
      socket: node.containerd.socket,
      snapshotter: 'overlayfs',
      runtime: node.runtime,
      clock: systemClock,
    });
    const archive = join(node.directory, 'shell.tar');
    await writeShellImage(archive, ['shell:1']);
    await loadImage(
      { socket: node.containerd.socket, snapshotter: 'overlayfs', runtime: node.runtime, clock: systemClock },
      archive,
    );
    if (!withKubelet) return node;
    node.startKubelet();
    await node.kubelet.whenReady();
    return node;
  }

  clientOf(name: string, groups: readonly string[]): Client {
    return createClient(this.server.server.transport({ name, uid: '', groups, extra: {} } as never));
  }

  async startRuntime(): Promise<void> {
    const dataDir = join(this.directory, 'containerd');
    mkdirSync(dataDir, { recursive: true });
    this.containerd = await startContainerd({
      dataDir,
      sandboxImage: pauseImage,
      cniConfDir: this.network.cniConfDir,
      cgroupRoot: `/kubets-${this.cluster}`,
      kubeletDir: join(this.directory, 'kubelet'),
      clock: systemClock,
      log,
    });
    this.runtime = createCriRuntime(this.containerd.socket, systemClock);
  }

  startKubelet(): void {
    const stop = new AbortController();
    this.kubelet = createKubelet({
      nodeName: this.name,
      client: this.clientOf(`system:node:${this.name}`, ['system:nodes', 'system:authenticated']),
      runtime: this.runtime,
      host: createLinuxHost({ rootDir: this.directory, clock: systemClock }),
      clock: systemClock,
      random: systemRandom,
      log,
      rootDir: join(this.directory, 'kubelet'),
      logDir: join(this.directory, 'logs'),
      cgroupRoot: `/kubets-${this.cluster}`,
      podCIDR: '10.99.7.0/24',
      syncHostPorts: (ports) => this.network.syncHostPorts(ports),
    });
    this.#running = { stop, done: this.kubelet.run(stop.signal) };
  }

  async stopKubelet(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.done;
    this.#running = undefined;
  }

  /** Creates a pod that is bound to this node. */
  async run(
    name: string,
    spec: Partial<NonNullable<Pod['spec']>> & { readonly containers: NonNullable<Pod['spec']>['containers'] },
    metadata: Pod['metadata'] = {},
  ): Promise<Pod> {
    return this.admin.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...metadata },
      spec: { nodeName: this.name, terminationGracePeriodSeconds: 2, automountServiceAccountToken: false, ...spec },
    });
  }

  /** Resolves with the pod when `done` returns true. */
  async until(name: string, done: (pod: Pod) => boolean, seconds = 120): Promise<Pod> {
    const end = Date.now() + seconds * 1000;
    let last: Pod | undefined;
    while (Date.now() < end) {
      last = await this.admin.get(pods, { namespace: 'default', name });
      if (done(last)) return last;
      await systemClock.sleep(30);
    }
    throw new Error(`pod ${name} never got there: ${JSON.stringify(last?.status, undefined, 1)}`);
  }

  async untilGone(name: string, seconds = 120): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (
        await this.admin.get(pods, { namespace: 'default', name }).then(
          () => false,
          () => true,
        )
      )
        return;
      await systemClock.sleep(30);
    }
    throw new Error(`pod ${name} is still there`);
  }

  /** The output of the latest run of the container. */
  async exec(name: string, container: string, ...command: string[]): Promise<string> {
    const pod = await this.admin.get(pods, { namespace: 'default', name });
    const all = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
      ...(pod.status?.ephemeralContainerStatuses ?? []),
    ];
    const id = all.find((each) => each.name === container)?.containerID?.replace('containerd://', '') ?? '';
    const { exitCode, stdout, stderr } = await this.runtime.execSync(id, command, 10);
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${text}`);
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopKubelet();
    this.runtime.close();
    await this.containerd.stop();
    await removePodNetwork({ cluster: this.cluster, dataDir: join(this.directory, 'network'), clock: systemClock });
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const isRunning = (pod: Pod): boolean => pod.status?.phase === 'Running';
export const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
