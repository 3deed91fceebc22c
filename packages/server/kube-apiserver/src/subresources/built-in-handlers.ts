/** The handlers and write hooks of the built-in kinds. */

import type { SubresourceHandlers } from '@kubets/apiserver/subresources';
import type { Random } from '@kubets/base';
import type { ServiceAccountTokens } from '../authentication/service-account-tokens.ts';
import { tokenReviewHandlers } from '../authentication/token-review.ts';
import { accessReviewHandlers } from '../authorization/access-review.ts';
import type { ClusterAuthorization } from '../authorization/cluster-authorization.ts';
import { type ServiceAllocationOptions, serviceAllocation } from '../services/allocation.ts';
import { bindingHandlers } from './binding.ts';
import { componentStatusHandler } from './component-status.ts';
import { evictionHandler } from './eviction.ts';
import { podLogHandler } from './pod-log.ts';
import { podStreamHandlers } from './pod-streams.ts';
import { proxyHandlers } from './proxies.ts';
import type { SimulatedPods } from './simulated-pods.ts';
import { tokenRequestHandler } from './token-request.ts';

export interface BuiltInHandlersOptions extends Omit<ServiceAllocationOptions, 'random'> {
  readonly random: Random;
  readonly tokens: ServiceAccountTokens;
  readonly authorization: ClusterAuthorization;
  /** How pods of simulated nodes answer; absent: requests are refused. */
  readonly simulatedPods?: SimulatedPods;
}

export function builtInHandlers({
  tokens,
  authorization,
  simulatedPods,
  ...services
}: BuiltInHandlersOptions): SubresourceHandlers {
  return {
    handlers: [
      ...tokenReviewHandlers(tokens),
      ...accessReviewHandlers(authorization),
      ...bindingHandlers,
      componentStatusHandler,
      evictionHandler,
      tokenRequestHandler(tokens),
      podLogHandler(simulatedPods),
      ...podStreamHandlers(simulatedPods),
      ...proxyHandlers,
    ],
    hooks: [serviceAllocation(services)],
  };
}
