/** A container runtime in memory: containers start, run and end according to rules, on the given clock. */
import type { Clock, Random, Timer } from '@kubets/base';
import { label } from './labels.ts';
import { isMissingImage, missingImageMessage } from './missing-image.ts';
import {
  type Container,
  type ContainerConfig,
  type ContainerRuntime,
  type ContainerStatus,
  type ExecResult,
  type ImageInfo,
  type LinuxResources,
  noRuntimeFeatures,
  type RuntimeCondition,
  RuntimeError,
  type RuntimeFeatures,
  type RuntimeVersion,
  type Sandbox,
  type SandboxConfig,
  type StreamingUrl,
} from './runtime.ts';

export interface ContainerRule {
  /** Milliseconds until the container ends by itself; undefined: never. */
  readonly run: number | undefined;
  readonly exitCode: number;
  /** Milliseconds from the stop signal to the end; after its grace the container is killed. Default 0. */
  readonly stop?: number;
}

export interface SimulatedRuntimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** What a container does. Default: it runs forever. */
  readonly rule?: (config: ContainerConfig, sandbox: SandboxConfig) => ContainerRule;
  /** The result of a command in a container. Default: exit code 0 and no output. */
  readonly execute?: (container: Container, command: readonly string[]) => ExecResult;
}

interface Entry {
  status: ContainerStatus;
  readonly rule: ContainerRule;
  timer: Timer | undefined;
}

const silence: ExecResult = { exitCode: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };
const killedExitCode = 137;

export function createSimulatedRuntime(options: SimulatedRuntimeOptions): ContainerRuntime {
  return new MemoryRuntime(options);
}

class MemoryRuntime implements ContainerRuntime {
  readonly #options: SimulatedRuntimeOptions;
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, Entry>();
  readonly #images = new Map<string, ImageInfo>();
  #addresses = 0;
  #lastTime = 0;

  constructor(options: SimulatedRuntimeOptions) {
    this.#options = options;
  }

  /** Strictly increasing, so that the newest is defined even if the clock stands still. */
  #time(): number {
    this.#lastTime = Math.max(this.#options.clock.now(), this.#lastTime + 0.001);
    return this.#lastTime;
  }

  async version(): Promise<RuntimeVersion> {
    return { name: 'simulated', version: '1', apiVersion: 'v1' };
  }

  async features(): Promise<RuntimeFeatures> {
    return noRuntimeFeatures;
  }

  async conditions(): Promise<readonly RuntimeCondition[]> {
    return [
      { type: 'RuntimeReady', status: true, reason: '', message: '' },
      { type: 'NetworkReady', status: true, reason: '', message: '' },
    ];
  }

  async runSandbox(config: SandboxConfig): Promise<string> {
    const { name, namespace, uid, attempt, labels, annotations } = config;
    const taken = [...this.#sandboxes.values()].some((each) => each.uid === uid && each.attempt === attempt);
    if (taken)
      throw new RuntimeError('Unknown', `failed to reserve sandbox name "${name}_${namespace}_${uid}_${attempt}"`);
    const id = this.#newId();
    const number = ++this.#addresses;
    const ips = config.hostNetwork ? [] : [`10.${128 + ((number >> 16) & 127)}.${(number >> 8) & 255}.${number & 255}`];
    const createdAt = this.#time();
    this.#sandboxes.set(id, { id, name, namespace, uid, attempt, ready: true, createdAt, labels, annotations, ips });
    return id;
  }

  async stopSandbox(id: string): Promise<void> {
    const sandbox = this.#sandboxes.get(id);
    if (!sandbox) return;
    for (const { status } of this.#containers.values())
      if (status.sandboxId === id) this.#end(status.id, killedExitCode);
    this.#sandboxes.set(id, { ...sandbox, ready: false });
  }

  async removeSandbox(id: string): Promise<void> {
    await this.stopSandbox(id);
    for (const { status } of this.#containers.values())
      if (status.sandboxId === id) await this.removeContainer(status.id);
    this.#sandboxes.delete(id);
  }

  async sandboxStatus(id: string): Promise<Sandbox> {
    const sandbox = this.#sandboxes.get(id);
    if (!sandbox) throw new RuntimeError('NotFound', `rpc error: code = NotFound desc = sandbox ${id} not found`);
    return sandbox;
  }

  async listSandboxes(filter: { readonly podUid?: string } = {}): Promise<readonly Sandbox[]> {
    const all = [...this.#sandboxes.values()];
    return filter.podUid === undefined ? all : all.filter(({ uid }) => uid === filter.podUid);
  }

  async createContainer(sandboxId: string, config: ContainerConfig, sandbox: SandboxConfig): Promise<string> {
    if (!(await this.sandboxStatus(sandboxId)).ready)
      throw new RuntimeError('Unknown', `sandbox ${sandboxId} is not running`);
    if (this.#imageOf(config.imageRef) === undefined)
      throw new RuntimeError('NotFound', `rpc error: code = NotFound desc = image ${config.imageRef} not found`);
    const id = this.#newId();
    const { name, attempt, image, imageRef, labels, annotations } = config;
    const status: ContainerStatus = {
      id,
      sandboxId,
      name,
      attempt,
      image,
      imageRef,
      state: 'created',
      createdAt: this.#time(),
      startedAt: 0,
      finishedAt: 0,
      exitCode: 0,
      reason: '',
      message: '',
      logPath: `${sandbox.logDirectory}/${config.logPath}`,
      labels,
      annotations,
    };
    const rule = this.#options.rule?.(config, sandbox) ?? { run: undefined, exitCode: 0 };
    this.#containers.set(id, { status, rule, timer: undefined });
    return id;
  }

  async startContainer(id: string): Promise<void> {
    const entry = this.#entry(id);
    if (entry.status.state !== 'created')
      throw new RuntimeError('Unknown', `container ${id} is in ${entry.status.state} state`);
    entry.status = { ...entry.status, state: 'running', startedAt: this.#time() };
    const { run, exitCode } = entry.rule;
    if (run !== undefined) entry.timer = this.#options.clock.setTimer(run, () => this.#end(id, exitCode));
  }

  async stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    const entry = this.#containers.get(id);
    if (!entry) return;
    const { stop = 0 } = entry.rule;
    const grace = timeoutSeconds * 1000;
    if (stop > 0 && entry.status.state === 'running') await this.#options.clock.sleep(Math.min(stop, grace));
    if (this.#containers.has(id)) this.#end(id, stop > grace ? killedExitCode : 0);
  }

  async removeContainer(id: string): Promise<void> {
    this.#containers.get(id)?.timer?.cancel();
    this.#containers.delete(id);
  }

  async containerStatus(id: string): Promise<ContainerStatus> {
    return this.#entry(id).status;
  }

  async listContainers(
    filter: { readonly podUid?: string; readonly sandboxId?: string } = {},
  ): Promise<readonly Container[]> {
    const all = Array.from(this.#containers.values(), ({ status }) => status);
    return all.filter(
      ({ labels, sandboxId }) =>
        (filter.podUid === undefined || labels[label.podUid] === filter.podUid) &&
        (filter.sandboxId === undefined || sandboxId === filter.sandboxId),
    );
  }

  async updateContainerResources(id: string, _resources: LinuxResources): Promise<void> {
    this.#entry(id);
  }

  async reopenContainerLog(id: string): Promise<void> {
    this.#entry(id);
  }

  async execSync(id: string, command: readonly string[], _timeoutSeconds: number): Promise<ExecResult> {
    const { status } = this.#entry(id);
    if (status.state !== 'running') throw new RuntimeError('Unknown', `container ${id} is not running`);
    return this.#options.execute?.(status, command) ?? silence;
  }

  exec(): Promise<StreamingUrl> {
    return this.#noStreams();
  }

  attach(): Promise<StreamingUrl> {
    return this.#noStreams();
  }

  portForward(): Promise<StreamingUrl> {
    return this.#noStreams();
  }

  async listImages(): Promise<readonly ImageInfo[]> {
    return [...this.#images.values()];
  }

  async imageStatus(image: string): Promise<ImageInfo | undefined> {
    return this.#imageOf(image);
  }

  async pullImage(image: string): Promise<string> {
    if (isMissingImage(image)) throw new RuntimeError('NotFound', missingImageMessage(image));
    const id = `sha256:${image}`;
    this.#images.set(id, { id, repoTags: [image], repoDigests: [], size: 0, uid: 0, username: '', pinned: false });
    return id;
  }

  async removeImage(image: string): Promise<void> {
    const found = this.#imageOf(image);
    if (found) this.#images.delete(found.id);
  }

  #imageOf(image: string): ImageInfo | undefined {
    return this.#images.get(image) ?? this.#images.get(`sha256:${image}`);
  }

  #entry(id: string): Entry {
    const entry = this.#containers.get(id);
    if (!entry) throw new RuntimeError('NotFound', `rpc error: code = NotFound desc = container ${id} not found`);
    return entry;
  }

  #end(id: string, exitCode: number): void {
    const entry = this.#entry(id);
    entry.timer?.cancel();
    if (entry.status.state === 'exited') return;
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    const finishedAt = this.#time();
    entry.status = { ...entry.status, state: 'exited', exitCode, reason, finishedAt };
  }

  #newId(): string {
    return Array.from(this.#options.random.bytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  async #noStreams(): Promise<never> {
    throw new RuntimeError('Unimplemented', 'a simulated container has no processes to talk to');
  }
}
