/** The authorizers of a cluster: Node, then RBAC. */

import type { ResourceReader } from '@kubets/apiserver/access';
import {
  type AuthorizationDecision,
  type Authorizer,
  privilegedGroup,
  unionAuthorizer,
} from '@kubets/apiserver/authorization';
import { invariant } from '@kubets/base';
import { nodeAuthorizer } from './node-authorizer.ts';
import { type RbacAuthorizer, rbacAuthorizer } from './rbac-authorizer.ts';

const privileged: Promise<AuthorizationDecision> = Promise.resolve({ decision: 'allow', reason: '' });

/**
 * The authorizer for admission, access reviews and impersonation; usable once it is attached to the server's reader.
 */
export interface ClusterAuthorization {
  /** Pass this to the server as its `authorizer` option. */
  attach(reader: ResourceReader): Authorizer;
  readonly authorizer: Authorizer;
  readonly rbac: Pick<RbacAuthorizer, 'rulesFor' | 'rulesOf'>;
}

/** @param signal ends the subscriptions to changes. */
export function clusterAuthorization(signal: AbortSignal): ClusterAuthorization {
  let attached: { readonly rbac: RbacAuthorizer; readonly union: Authorizer } | undefined;
  const current = () => {
    invariant(attached !== undefined, 'authorization must be attached to a server before it is used');
    return attached;
  };
  const authorizer: Authorizer = {
    authorize: (user, asked) =>
      user.groups.includes(privilegedGroup) ? privileged : current().union.authorize(user, asked),
  };
  return {
    attach(reader) {
      const rbac = rbacAuthorizer(reader, signal);
      attached = { rbac, union: unionAuthorizer(nodeAuthorizer(reader, signal), rbac) };
      return authorizer;
    },
    authorizer,
    rbac: {
      rulesFor: (...asked) => current().rbac.rulesFor(...asked),
      rulesOf: (...asked) => current().rbac.rulesOf(...asked),
    },
  };
}
