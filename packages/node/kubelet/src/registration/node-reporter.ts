/** Registers the node and reports its status: at once when it changes, otherwise every five minutes. */
import { type Node, nodes } from '@kubets/api';
import { type Clock, deepEqual, type Logger, messageOf } from '@kubets/base';
import type { Client } from '@kubets/client';
import { type ContainerRuntime, noRuntimeFeatures, type RuntimeFeatures } from '@kubets/cri/runtime';
import { isAlreadyExists } from '@kubets/machinery/status-error';
import type { HostFacts } from '../host/host.ts';
import { createLeaseKeeper, renewPeriodMs } from './lease.ts';
import { labelPatch, type NodeObservation, type NodeSettings, nodeObject, nodeStatus } from './node-object.ts';

export interface NodeReporterOptions {
  readonly client: Client;
  readonly runtime: ContainerRuntime;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: HostFacts;
  readonly settings: NodeSettings;
}

export interface NodeReporter {
  /** The node as the API last answered it. */
  readonly node: Node | undefined;
  /** What the runtime last said that it can do. */
  readonly features: RuntimeFeatures;
  /** Registers, then reports and renews until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when the node is registered and has reported Ready. */
  whenReady(): Promise<void>;
}

const checkPeriodMs = 10_000;
const statusReportPeriodMs = 300_000;
const initialRetryDelayMs = 100;
const maxRetryDelayMs = 7_000;
/** While the runtime is not ready yet, it is asked often: the node becomes Ready with it. */
const notReadyCheckPeriodMs = 100;

export function createNodeReporter(options: NodeReporterOptions): NodeReporter {
  return new LeasedReporter(options);
}

class LeasedReporter implements NodeReporter {
  readonly #options: NodeReporterOptions;
  readonly #ready = Promise.withResolvers<void>();
  #node: Node | undefined;
  #features = noRuntimeFeatures;
  #isReady = false;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: NodeReporterOptions) {
    this.#options = options;
  }

  get features(): RuntimeFeatures {
    return this.#features;
  }

  get node(): Node | undefined {
    return this.#node;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#untilDone(() => this.#register(), signal);
    await Promise.all([this.#keepLease(signal), this.#keepStatus(signal)]);
  }

  async #untilDone(task: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let pause = initialRetryDelayMs; !signal.aborted; pause = Math.min(maxRetryDelayMs, pause * 2)) {
      try {
        return await task();
      } catch (error) {
        this.#options.log.warn('the node could not be registered', { error: messageOf(error) });
        await this.#options.clock.sleep(pause, signal).catch(() => undefined);
      }
    }
  }

  async #observe(): Promise<NodeObservation> {
    const { runtime, facts, clock } = this.#options;
    const down = { name: 'containerd', version: 'unknown', apiVersion: '' };
    const [version, conditions, images, features] = await Promise.all([
      runtime.version().catch(() => down),
      runtime.conditions().catch(() => undefined),
      runtime.listImages().catch(() => []),
      runtime.features().catch(() => this.#features),
    ]);
    this.#features = features;
    return { facts, version, conditions, images, features, now: clock.now() };
  }

  async #register(): Promise<void> {
    const { client, settings, clock } = this.#options;
    const wanted = nodeObject(settings, await this.#observe());
    try {
      this.#node = await client.create(nodes, wanted);
      this.#reportedAt = clock.monotonic();
      this.#noteReady();
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const ref = { name: settings.nodeName };
      const node = await client.get(nodes, ref);
      const patch = labelPatch(node, wanted);
      this.#node = patch === undefined ? node : await client.patch(nodes, ref, 'merge', patch);
      await this.#report();
    }
  }

  async #report(): Promise<void> {
    const { client, settings, clock } = this.#options;
    const before = this.#node?.status;
    const status = nodeStatus(settings, await this.#observe(), before);
    const due = clock.monotonic() - this.#reportedAt >= statusReportPeriodMs;
    if (!due && deepEqual(withoutHeartbeats(before), withoutHeartbeats(status))) return;
    // Keyed lists are merged: conditions of others stay.
    this.#node = await client.patch(
      nodes,
      { name: settings.nodeName },
      'strategic',
      { status },
      { subresource: 'status' },
    );
    this.#reportedAt = clock.monotonic();
    this.#noteReady();
  }

  #noteReady(): void {
    const ready = this.#node?.status?.conditions?.find(({ type }) => type === 'Ready');
    this.#isReady = ready?.status === 'True';
    if (this.#isReady) this.#ready.resolve();
  }

  async #keepStatus(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(this.#isReady ? checkPeriodMs : notReadyCheckPeriodMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.#report().catch(async (error: unknown) => {
        log.warn('the node status could not be reported', { error: messageOf(error) });
        // Deleted behind our back, perhaps: a node that lives registers again.
        await this.#register().catch(() => undefined);
      });
    }
  }

  async #keepLease(signal: AbortSignal): Promise<void> {
    const { client, clock, log } = this.#options;
    const lease = createLeaseKeeper(client, () => this.#node, clock, log);
    while (!signal.aborted) {
      await lease.renew();
      await clock.sleep(renewPeriodMs, signal).catch(() => undefined);
    }
  }
}

/** A status as far as a change in it is worth a write. */
function withoutHeartbeats(status: Node['status']): unknown {
  return {
    ...status,
    conditions: status?.conditions?.map(({ lastHeartbeatTime: _, lastTransitionTime: __, ...rest }) => rest),
    daemonEndpoints: status?.daemonEndpoints?.kubeletEndpoint?.Port,
    images: status?.images?.length,
  };
}
