/** Monitors the health of nodes: marks unresponsive nodes and their pods as not ready, and taints the nodes at a limited rate. */
import { leases, type Node, nodes, pods, type Taint } from '@kubets/api';
import { messageOf } from '@kubets/base';
import { TokenBucket } from '@kubets/client';
import { defineLoop, type LoopContext, type LoopDefinition } from '@kubets/controller-runtime';
import { isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import type { EvictionRates } from '../../options.ts';
import { isReadyNode, zoneOf } from '../../shared/node-conditions.ts';
import { podCondition } from '../../shared/pods/pod-state.ts';
import { podsByNode } from '../../shared/pods/pods-by-node.ts';
import { nodeControllerRules } from './node-controller-rules.ts';
import { type Heartbeat, planHealth } from './plan-health.ts';
import { awaitsEviction, notReadyTaint, unreachableTaint, withEvictionTaint } from './plan-taints.ts';
import { planZones, upstreamRates } from './plan-zones.ts';

const nodeMonitorPeriodMs = 5_000;

export interface NodeHealthOptions {
  readonly rates?: EvictionRates;
}

export function nodeHealthLoop(options: NodeHealthOptions = {}): LoopDefinition {
  return defineLoop({
    name: 'node-lifecycle',
    identity: 'node-controller',
    rules: nodeControllerRules,
    reads: [nodes, leases, pods],
    indexes: [podsByNode],
    async run(context) {
      const monitor = new HealthMonitor(context, options.rates ?? upstreamRates);
      while (!context.signal.aborted) {
        await monitor.look();
        await context.clock.sleep(nodeMonitorPeriodMs, context.signal).catch(() => undefined);
      }
    },
  });
}

class HealthMonitor {
  readonly #context: LoopContext;
  readonly #rates: EvictionRates;
  readonly #heard = new Map<string, Heartbeat>();
  readonly #wasReady = new Map<string, boolean>();
  readonly #known = new Map<string, Node>();
  /** The rate limiter of each zone; replaced when its rate changes. */
  readonly #paces = new Map<string, { readonly rate: number; readonly bucket: TokenBucket }>();
  #cutOff = false;

  constructor(context: LoopContext, rates: EvictionRates) {
    this.#context = context;
    this.#rates = rates;
  }

  async look(): Promise<void> {
    const all = this.#context.cache.list(nodes);
    this.#register(all);
    for (const node of all) await this.#guarded(node, () => this.#examine(node));
    const zones = planZones(all, this.#rates);
    const cutOff = zones.size > 0 && [...zones.values()].every(({ state }) => state === 'FullDisruption');
    // After an outage of this controller, all nodes get the full grace period again.
    if (this.#cutOff && !cutOff) this.#heard.clear();
    this.#cutOff = cutOff;
    for (const node of all) {
      if (cutOff) await this.#guarded(node, () => this.#spare(node));
      else if (awaitsEviction(node) && this.#mayEvict(zoneOf(node), zones.get(zoneOf(node))?.rate ?? 0)) {
        await this.#guarded(node, () => this.#writeTaints(node, withEvictionTaint(node, this.#context.clock.now())));
      }
    }
  }

  #register(all: readonly Node[]): void {
    const { events } = this.#context;
    const present = new Map(all.map((node) => [nameOf(node), node]));
    for (const [name, node] of this.#known) {
      if (present.has(name)) continue;
      events.event(node, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      for (const memory of [this.#known, this.#heard, this.#wasReady]) memory.delete(name);
    }
    for (const [name, node] of present) {
      if (this.#known.has(name)) continue;
      events.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
      this.#known.set(name, node);
    }
  }

  /** A failure for one node does not affect others. It is retried in the next period. */
  async #guarded(node: Node, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (this.#context.signal.aborted || isNotFound(error) || isConflict(error)) return;
      // The node was replaced by one with the same name, and the UID does not match.
      if (isReason(error, 'Invalid')) return;
      this.#context.log.warn(`cannot update node: ${messageOf(error)}`, { node: nameOf(node) });
    }
  }

  async #examine(node: Node): Promise<void> {
    const { cache, client, clock, events, signal } = this.#context;
    const name = nameOf(node);
    const lease = cache.get(leases, 'kube-node-lease', name);
    const now = { wall: clock.now(), monotonic: clock.monotonic() };
    const { heartbeat, status } = planHealth(node, lease, this.#heard.get(name), now);
    this.#heard.set(name, heartbeat);
    const current = status === undefined ? node : await client.updateStatus(nodes, { ...node, status }, { signal });
    const [before, ready] = [this.#wasReady.get(name), isReadyNode(current)];
    this.#wasReady.set(name, ready);
    if (ready || before === false) return;
    if (before === true || status !== undefined) {
      events.event(current, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    }
    await this.#markPods(name);
  }

  /** An unresponsive node cannot mark its pods as not ready, so the controller does. */
  async #markPods(node: string): Promise<void> {
    const { cache, client, clock, events, signal } = this.#context;
    for (const pod of cache.byIndex(pods, 'node', node)) {
      if (podCondition(pod, 'Ready')?.status !== 'True') continue;
      const { namespace, name = '', uid } = pod.metadata ?? {};
      const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: formatTime(clock.now()) }];
      const patch = { metadata: { uid }, status: { conditions } };
      try {
        await client.patch(pods, { namespace, name }, 'strategic', patch, { subresource: 'status', signal });
        events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  #mayEvict(zone: string, rate: number): boolean {
    if (rate === 0) return false;
    let pace = this.#paces.get(zone);
    if (pace?.rate !== rate) {
      pace = { rate, bucket: new TokenBucket(this.#context.clock, 1, rate) };
      this.#paces.set(zone, pace);
    }
    return pace.bucket.tryAccept();
  }

  /** Evicts nothing while all zones are disrupted. */
  async #spare(node: Node): Promise<void> {
    const taints = node.spec?.taints ?? [];
    const kept = taints.filter(
      ({ key, effect }) => effect !== 'NoExecute' || (key !== notReadyTaint && key !== unreachableTaint),
    );
    if (kept.length < taints.length) await this.#writeTaints(node, kept);
  }

  async #writeTaints(node: Node, taints: readonly Taint[]): Promise<void> {
    const { client, signal } = this.#context;
    const { uid, resourceVersion } = node.metadata ?? {};
    const patch = { metadata: { uid, resourceVersion }, spec: { taints } };
    await client.patch(nodes, { name: nameOf(node) }, 'merge', patch, { signal });
  }
}

function nameOf(node: Node): string {
  return node.metadata?.name ?? '';
}
