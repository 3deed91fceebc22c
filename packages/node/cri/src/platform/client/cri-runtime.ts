/** The container runtime behind a CRI socket (containerd, CRI-O). */
import type { Clock } from '@kubets/base';
import type {
  Container,
  ContainerConfig,
  ContainerEvent,
  ContainerRuntime,
  ContainerStatus,
  ExecResult,
  ImageInfo,
  LinuxResources,
  RegistryAuth,
  RuntimeCondition,
  RuntimeFeatures,
  RuntimeVersion,
  Sandbox,
  SandboxConfig,
  StreamingUrl,
} from '../../runtime.ts';
import { RuntimeError } from '../../runtime.ts';
import { CriChannel } from './channel.ts';
import type {
  ConditionMessage,
  ContainerMessage,
  ContainerStatusMessage,
  EventMessage,
  FeaturesMessage,
  ImageMessage,
  SandboxMessage,
  SandboxStatusMessage,
} from './messages.ts';
import {
  eventTypes,
  readContainer,
  readContainerStatus,
  readFeatures,
  readImage,
  readSandbox,
  readSandboxStatus,
} from './reading.ts';
import { writeContainerConfig, writeResources, writeSandboxConfig } from './writing.ts';

/** Deadlines in milliseconds; the kubelet's own default is two minutes, twice that for a sandbox (it waits for CNI). */
const shortTimeoutMs = 10_000;
const defaultTimeoutMs = 120_000;
const runSandboxTimeoutMs = 240_000;
const pullTimeoutMs = 30 * 60_000;

const podUidLabel = 'io.kubernetes.pod.uid';

export interface CriRuntime extends ContainerRuntime {
  close(): void;
}

type Stream = { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean; readonly tty: boolean };

class GrpcRuntime implements CriRuntime {
  readonly #channel: CriChannel;
  readonly #problem: () => string | undefined;
  /** Containers' sandboxes: a container's status does not name it, its list entry does. It never changes. */
  readonly #sandboxOf = new Map<string, string>();

  constructor(socket: string, clock: Clock, problem: () => string | undefined) {
    this.#problem = problem;
    this.#channel = new CriChannel(socket, clock);
  }

  close(): void {
    this.#channel.close();
  }

  async version(): Promise<RuntimeVersion> {
    type Answer = { readonly runtimeName: string; readonly runtimeVersion: string; readonly runtimeApiVersion: string };
    const answer = await this.#runtime<Answer>('Version', {}, shortTimeoutMs);
    return { name: answer.runtimeName, version: answer.runtimeVersion, apiVersion: answer.runtimeApiVersion };
  }

  async conditions(): Promise<readonly RuntimeCondition[]> {
    type Answer = { readonly status: { readonly conditions: readonly ConditionMessage[] } | null };
    const message = this.#problem();
    if (message !== undefined) return [{ type: 'RuntimeReady', status: false, reason: 'RuntimeNotRunning', message }];
    const answer = await this.#runtime<Answer>('Status', { verbose: false }, shortTimeoutMs);
    return (answer.status?.conditions ?? []).flatMap((each) =>
      each.type === 'RuntimeReady' || each.type === 'NetworkReady' ? [{ ...each, type: each.type }] : [],
    );
  }

  async features(): Promise<RuntimeFeatures> {
    return readFeatures(await this.#runtime<FeaturesMessage>('Status', { verbose: false }, shortTimeoutMs));
  }

  async runSandbox(config: SandboxConfig, handler: string): Promise<string> {
    const request = { config: writeSandboxConfig(config), runtimeHandler: handler };
    return (await this.#runtime<{ readonly podSandboxId: string }>('RunPodSandbox', request, runSandboxTimeoutMs))
      .podSandboxId;
  }

  async stopSandbox(id: string): Promise<void> {
    await ignoreMissing(this.#runtime('StopPodSandbox', { podSandboxId: id }, defaultTimeoutMs));
  }

  async removeSandbox(id: string): Promise<void> {
    await ignoreMissing(this.#runtime('RemovePodSandbox', { podSandboxId: id }, defaultTimeoutMs));
  }

  async sandboxStatus(id: string): Promise<Sandbox> {
    type Answer = { readonly status: SandboxStatusMessage };
    const answer = await this.#runtime<Answer>('PodSandboxStatus', { podSandboxId: id }, defaultTimeoutMs);
    return readSandboxStatus(answer.status);
  }

  async listSandboxes(filter: { readonly podUid?: string } = {}): Promise<readonly Sandbox[]> {
    type Answer = { readonly items: readonly SandboxMessage[] };
    const { items } = await this.#runtime<Answer>(
      'ListPodSandbox',
      { filter: selector(filter.podUid) },
      defaultTimeoutMs,
    );
    return items.map((item) => readSandbox(item));
  }

  async createContainer(sandboxId: string, config: ContainerConfig, sandbox: SandboxConfig): Promise<string> {
    type Answer = { readonly containerId: string };
    const request = {
      podSandboxId: sandboxId,
      config: writeContainerConfig(config, sandbox),
      sandboxConfig: writeSandboxConfig(sandbox),
    };
    const { containerId } = await this.#runtime<Answer>('CreateContainer', request, defaultTimeoutMs);
    this.#sandboxOf.set(containerId, sandboxId);
    return containerId;
  }

  async startContainer(id: string): Promise<void> {
    await this.#runtime('StartContainer', { containerId: id }, defaultTimeoutMs);
  }

  async stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    const milliseconds = timeoutSeconds * 1000 + defaultTimeoutMs;
    await ignoreMissing(this.#runtime('StopContainer', { containerId: id, timeout: timeoutSeconds }, milliseconds));
  }

  async removeContainer(id: string): Promise<void> {
    await ignoreMissing(this.#runtime('RemoveContainer', { containerId: id }, defaultTimeoutMs));
    this.#sandboxOf.delete(id);
  }

  async containerStatus(id: string): Promise<ContainerStatus> {
    type Answer = { readonly status: ContainerStatusMessage };
    const answer = await this.#runtime<Answer>(
      'ContainerStatus',
      { containerId: id, verbose: false },
      defaultTimeoutMs,
    );
    return readContainerStatus(answer.status, this.#sandboxOf.get(id) ?? '');
  }

  async listContainers(
    filter: { readonly podUid?: string; readonly sandboxId?: string } = {},
  ): Promise<readonly Container[]> {
    type Answer = { readonly containers: readonly ContainerMessage[] };
    const request = { filter: { ...selector(filter.podUid), podSandboxId: filter.sandboxId ?? '' } };
    const { containers } = await this.#runtime<Answer>('ListContainers', request, defaultTimeoutMs);
    if (filter.podUid === undefined && filter.sandboxId === undefined) this.#sandboxOf.clear();
    return containers.map((message) => {
      if (message.podSandboxId) this.#sandboxOf.set(message.id, message.podSandboxId);
      return readContainer(message);
    });
  }

  async updateContainerResources(id: string, resources: LinuxResources): Promise<void> {
    await this.#runtime(
      'UpdateContainerResources',
      { containerId: id, linux: writeResources(resources) },
      defaultTimeoutMs,
    );
  }

  async reopenContainerLog(id: string): Promise<void> {
    await this.#runtime('ReopenContainerLog', { containerId: id }, defaultTimeoutMs);
  }

  async execSync(id: string, command: readonly string[], timeoutSeconds: number): Promise<ExecResult> {
    // The runtime ends the command at its own timeout; ours is for a runtime that does not answer.
    const milliseconds = timeoutSeconds > 0 ? timeoutSeconds * 1000 + shortTimeoutMs : defaultTimeoutMs;
    return this.#runtime<ExecResult>(
      'ExecSync',
      { containerId: id, cmd: command, timeout: timeoutSeconds },
      milliseconds,
    );
  }

  exec(id: string, request: Stream & { readonly command: readonly string[] }): Promise<StreamingUrl> {
    const { command, ...streams } = request;
    return this.#runtime('Exec', { containerId: id, cmd: command, ...streams }, defaultTimeoutMs);
  }

  attach(id: string, request: Stream): Promise<StreamingUrl> {
    return this.#runtime('Attach', { containerId: id, ...request }, defaultTimeoutMs);
  }

  portForward(sandboxId: string, ports: readonly number[]): Promise<StreamingUrl> {
    return this.#runtime('PortForward', { podSandboxId: sandboxId, port: ports }, defaultTimeoutMs);
  }

  async listImages(): Promise<readonly ImageInfo[]> {
    const { images } = await this.#images<{ readonly images: readonly ImageMessage[] }>(
      'ListImages',
      {},
      defaultTimeoutMs,
    );
    return images.map(readImage);
  }

  async imageStatus(image: string): Promise<ImageInfo | undefined> {
    type Answer = { readonly image: ImageMessage | null };
    const answer = await this.#images<Answer>('ImageStatus', { image: { image }, verbose: false }, defaultTimeoutMs);
    return answer.image === null ? undefined : readImage(answer.image);
  }

  async pullImage(image: string, auth: RegistryAuth | undefined, sandbox: SandboxConfig | undefined): Promise<string> {
    const request = {
      image: { image },
      ...(auth === undefined ? {} : { auth }),
      ...(sandbox === undefined ? {} : { sandboxConfig: writeSandboxConfig(sandbox) }),
    };
    return (await this.#images<{ readonly imageRef: string }>('PullImage', request, pullTimeoutMs)).imageRef;
  }

  async removeImage(image: string): Promise<void> {
    await ignoreMissing(this.#images('RemoveImage', { image: { image } }, defaultTimeoutMs));
  }

  async *events(signal: AbortSignal): AsyncGenerator<ContainerEvent> {
    const stream = this.#channel.stream<EventMessage>('RuntimeService', 'GetContainerEvents', {}, signal);
    for await (const message of stream) {
      const type = eventTypes[message.containerEventType];
      const podUid = message.podSandboxStatus?.metadata?.uid ?? '';
      if (type !== undefined) yield { type, containerId: message.containerId, podUid };
    }
  }

  #runtime<R>(method: string, request: object, milliseconds: number): Promise<R> {
    return this.#channel.unary<R>('RuntimeService', method, request, milliseconds);
  }

  #images<R>(method: string, request: object, milliseconds: number): Promise<R> {
    return this.#channel.unary<R>('ImageService', method, request, milliseconds);
  }
}

const selector = (podUid: string | undefined): object =>
  podUid === undefined ? {} : { labelSelector: { [podUidLabel]: podUid } };

/** What is gone already needs no stopping or removing. */
async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof RuntimeError && error.code === 'NotFound')) throw error;
  }
}

/**
 * A runtime client for the CRI endpoint at a unix socket. It connects at the first call and again whenever needed.
 * `problem`: why the runtime does not run now, as its supervisor knows; its conditions then say so.
 */
export function createCriRuntime(
  socket: string,
  clock: Clock,
  problem: () => string | undefined = () => undefined,
): CriRuntime {
  return new GrpcRuntime(socket, clock, problem);
}
