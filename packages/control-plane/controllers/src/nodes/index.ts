/** Controllers that watch the health of nodes and evict pods from nodes that fail. */
import type { AnyController } from '@kubets/controller-runtime';
import type { ControllersOptions } from '../options.ts';
import { nodeHealthLoop } from './node-lifecycle/health-loop.ts';
import { nodeTaintsController } from './node-lifecycle/taints-controller.ts';
import { taintEvictionController } from './taint-eviction/controller.ts';

export function nodeControllers({ evictionRates }: ControllersOptions): readonly AnyController[] {
  return [
    nodeTaintsController,
    nodeHealthLoop(evictionRates === undefined ? {} : { rates: evictionRates }),
    taintEvictionController(),
  ];
}
