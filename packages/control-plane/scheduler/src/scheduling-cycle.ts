/** The scheduling cycle of a pod: filters the nodes, scores the feasible ones and selects the best. Pure except for ties. */
import type { Pod } from '@kubets/api';
import type { Random } from '@kubets/base';
import type { NodeInfo } from './node-info.ts';
import type { SchedulerPlugin } from './plugin.ts';

export interface Diagnosis {
  /** How many nodes were rejected for each reason. */
  readonly reasonCounts: ReadonlyMap<string, number>;
  /** The plugins that rejected a node; all plugins if there are no nodes. */
  readonly unschedulablePlugins: ReadonlySet<string>;
  readonly numAllNodes: number;
}

export type ScheduleResult =
  | {
      readonly scheduled: true;
      readonly suggestedHost: string;
      readonly evaluatedNodes: number;
      readonly feasibleNodes: number;
    }
  | { readonly scheduled: false; readonly diagnosis: Diagnosis };

interface ActivePlugin {
  readonly plugin: SchedulerPlugin;
  readonly state: unknown;
}

const minFeasibleNodesToFind = 100;
const maxNodeScore = 100;

/**
 * The number of feasible nodes after which the search stops: all nodes of a small cluster, a smaller percentage of a larger one
 * (50 % minus 1 % per 125 nodes, at least 5 % and 100 nodes), as upstream with `percentageOfNodesToScore: 0`.
 */
export function numFeasibleNodesToFind(nodeCount: number): number {
  if (nodeCount < minFeasibleNodesToFind) return nodeCount;
  const percentage = Math.max(5, 50 - Math.floor(nodeCount / 125));
  return Math.max(minFeasibleNodesToFind, Math.floor((nodeCount * percentage) / 100));
}

function runPreFilterPlugins(plugins: readonly SchedulerPlugin[], pod: Pod): readonly ActivePlugin[] {
  return plugins.map((plugin) => ({ plugin, state: plugin.preFilter?.(pod) })).filter(({ state }) => state !== 'skip');
}

interface Rejections {
  readonly reasonCounts: Map<string, number>;
  readonly unschedulablePlugins: Set<string>;
}

/** Whether the node passes every filter. If not, the first plugin that rejects it is recorded with its reasons. */
function runFilterPlugins(active: readonly ActivePlugin[], node: NodeInfo, pod: Pod, rejections: Rejections): boolean {
  for (const { plugin, state } of active) {
    const status = plugin.filter?.(state, node, pod);
    if (status === undefined || status.code === 'Success') continue;
    const counts = rejections.reasonCounts;
    for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    rejections.unschedulablePlugins.add(plugin.name);
    return false;
  }
  return true;
}

function normalizeScores(scores: readonly number[], how: 'highest' | 'lowest'): readonly number[] {
  const max = Math.max(...scores);
  if (max <= 0) return scores.map(() => (how === 'lowest' ? maxNodeScore : 0));
  return scores.map((score) => {
    const scaled = Math.floor((maxNodeScore * score) / max);
    return how === 'lowest' ? maxNodeScore - scaled : scaled;
  });
}

function runScorePlugins(active: readonly ActivePlugin[], nodes: readonly NodeInfo[], pod: Pod): number[] {
  const totals = nodes.map(() => 0);
  for (const { plugin, state } of active) {
    const score = plugin.score;
    if (score === undefined) continue;
    const raw = nodes.map((node) => score(state, node, pod));
    const final = plugin.normalize === undefined ? raw : normalizeScores(raw, plugin.normalize);
    final.forEach((value, index) => {
      totals[index] = (totals[index] ?? 0) + value * (plugin.weight ?? 1);
    });
  }
  return totals;
}

/** The node with the highest score; nodes with the same score have the same chance. */
function selectHost(nodes: readonly NodeInfo[], scores: readonly number[], random: Random): NodeInfo | undefined {
  let chosen = 0;
  let ties = 1;
  for (let index = 1; index < nodes.length; index++) {
    const difference = (scores[index] ?? 0) - (scores[chosen] ?? 0);
    if (difference > 0) {
      chosen = index;
      ties = 1;
    } else if (difference === 0) {
      ties++;
      if (random.integer(ties) === 0) chosen = index;
    }
  }
  return nodes[chosen];
}

/**
 * Selects a node for the pod. The search starts at the node with the index `start` and wraps around. In a large cluster it stops
 * early; the caller continues from there with the next pod, so that all nodes get pods.
 */
export function schedulePod(
  plugins: readonly SchedulerPlugin[],
  nodes: readonly NodeInfo[],
  pod: Pod,
  start: number,
  random: Random,
): ScheduleResult {
  const active = runPreFilterPlugins(plugins, pod);
  const all = nodes.length === 0 ? plugins.map((plugin) => plugin.name) : [];
  const rejections: Rejections = { reasonCounts: new Map(), unschedulablePlugins: new Set(all) };
  const enough = numFeasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  let evaluated = 0;
  while (evaluated < nodes.length && feasible.length < enough) {
    const node = nodes[(start + evaluated) % nodes.length];
    evaluated++;
    if (node !== undefined && runFilterPlugins(active, node, pod, rejections)) feasible.push(node);
  }
  const chosen =
    feasible.length > 1 ? selectHost(feasible, runScorePlugins(active, feasible, pod), random) : feasible[0];
  if (chosen !== undefined)
    return { scheduled: true, suggestedHost: chosen.name, evaluatedNodes: evaluated, feasibleNodes: feasible.length };
  return { scheduled: false, diagnosis: { ...rejections, numAllNodes: nodes.length } };
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` */
export function fitErrorMessage({ reasonCounts, numAllNodes }: Diagnosis): string {
  if (numAllNodes === 0) return 'no nodes available to schedule pods';
  const counted = [...reasonCounts].map(([reason, count]) => `${count} ${reason}`).sort();
  const head = `0/${numAllNodes} nodes are available`;
  return counted.length === 0 ? `${head}.` : `${head}: ${counted.join(', ')}.`;
}
