/** One pod, one decision: filter the nodes, score those that fit, take the best. Pure but for the tie-break. */
import type { Pod } from '@kubets/api';
import type { Random } from '@kubets/base';
import type { NodeInfo } from './node-info.ts';
import type { SchedulerPlugin } from './plugin.ts';

export interface Diagnosis {
  /** How many nodes gave each reason. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Plugins that refused some node (all of them where there is no node): what they wake on may help. */
  readonly plugins: ReadonlySet<string>;
  readonly nodeCount: number;
}

export type Decision =
  | { readonly placed: true; readonly node: string; readonly evaluated: number; readonly feasible: number }
  | { readonly placed: false; readonly diagnosis: Diagnosis };

interface ActivePlugin {
  readonly plugin: SchedulerPlugin;
  readonly state: unknown;
}

const fewestNodesToFind = 100;
const highestScore = 100;

/**
 * How many fitting nodes are enough to choose from: all of a small cluster, a shrinking share of a large one
 * (50 % less 1 % per 125 nodes, at least 5 % and at least 100 nodes), as upstream's percentageOfNodesToScore of 0.
 */
export function nodesToFind(nodeCount: number): number {
  if (nodeCount < fewestNodesToFind) return nodeCount;
  const percentage = Math.max(5, 50 - Math.floor(nodeCount / 125));
  return Math.max(fewestNodesToFind, Math.floor((nodeCount * percentage) / 100));
}

function prepare(plugins: readonly SchedulerPlugin[], pod: Pod): readonly ActivePlugin[] {
  return plugins.map((plugin) => ({ plugin, state: plugin.preFilter?.(pod) })).filter(({ state }) => state !== 'skip');
}

interface Refusals {
  readonly reasons: Map<string, number>;
  readonly plugins: Set<string>;
}

/** Whether the node passes every filter; if not, the first plugin that refuses is noted with its reasons. */
function passes(active: readonly ActivePlugin[], node: NodeInfo, pod: Pod, refusals: Refusals): boolean {
  for (const { plugin, state } of active) {
    const said = plugin.filter?.(state, node, pod);
    if (said === undefined || said.fits) continue;
    for (const reason of said.reasons) refusals.reasons.set(reason, (refusals.reasons.get(reason) ?? 0) + 1);
    refusals.plugins.add(plugin.name);
    return false;
  }
  return true;
}

function normalized(scores: readonly number[], how: 'highest' | 'lowest'): readonly number[] {
  const most = Math.max(...scores);
  if (most <= 0) return scores.map(() => (how === 'lowest' ? highestScore : 0));
  return scores.map((score) => {
    const scaled = Math.floor((highestScore * score) / most);
    return how === 'lowest' ? highestScore - scaled : scaled;
  });
}

function totalScores(active: readonly ActivePlugin[], nodes: readonly NodeInfo[], pod: Pod): number[] {
  const totals = nodes.map(() => 0);
  for (const { plugin, state } of active) {
    const score = plugin.score;
    if (score === undefined) continue;
    const raw = nodes.map((node) => score(state, node, pod));
    const final = plugin.normalize === undefined ? raw : normalized(raw, plugin.normalize);
    final.forEach((value, index) => {
      totals[index] = (totals[index] ?? 0) + value * (plugin.weight ?? 1);
    });
  }
  return totals;
}

/** The best node; among equals each is as likely. */
function best(nodes: readonly NodeInfo[], scores: readonly number[], random: Random): NodeInfo | undefined {
  let chosen = 0;
  let equals = 1;
  for (let index = 1; index < nodes.length; index++) {
    const difference = (scores[index] ?? 0) - (scores[chosen] ?? 0);
    if (difference > 0) {
      chosen = index;
      equals = 1;
    } else if (difference === 0) {
      equals++;
      if (random.integer(equals) === 0) chosen = index;
    }
  }
  return nodes[chosen];
}

/**
 * Decides where the pod goes. The search starts at `start` and goes round, so that in a large cluster, where it stops
 * early, every node gets its turn; `evaluated` says how far it went.
 */
export function decide(
  plugins: readonly SchedulerPlugin[],
  nodes: readonly NodeInfo[],
  pod: Pod,
  start: number,
  random: Random,
): Decision {
  const active = prepare(plugins, pod);
  const everyone = nodes.length === 0 ? plugins.map((plugin) => plugin.name) : [];
  const refusals: Refusals = { reasons: new Map(), plugins: new Set(everyone) };
  const wanted = nodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  let evaluated = 0;
  while (evaluated < nodes.length && feasible.length < wanted) {
    const node = nodes[(start + evaluated) % nodes.length];
    evaluated++;
    if (node !== undefined && passes(active, node, pod, refusals)) feasible.push(node);
  }
  const chosen = feasible.length > 1 ? best(feasible, totalScores(active, feasible, pod), random) : feasible[0];
  if (chosen !== undefined) return { placed: true, node: chosen.name, evaluated, feasible: feasible.length };
  return { placed: false, diagnosis: { ...refusals, nodeCount: nodes.length } };
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` */
export function failureMessage({ reasons, nodeCount }: Diagnosis): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const counted = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  const head = `0/${nodeCount} nodes are available`;
  return counted.length === 0 ? `${head}.` : `${head}: ${counted.join(', ')}.`;
}
