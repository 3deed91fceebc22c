/** Deletes the content of terminating namespaces, then removes their finalizer. */
import { type Namespace, namespaces, pods } from '@kubets/api';
import { read, rule } from '@kubets/api/policy-rules';
import {
  type ControllerDefinition,
  defineController,
  type ReconcileContext,
  type ReconcileResult,
  watching,
} from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';
import { deleteContent } from './delete-content.ts';
import { deletionConditions } from './deletion-conditions.ts';

export interface NamespaceControllerOptions {
  /** The delay in milliseconds before the content is deleted, so that every API server has seen the deletion. Default 5000. */
  readonly deletionDelay?: number;
}

const finalizer = 'kubernetes';

export function namespaceController(options: NamespaceControllerOptions = {}): ControllerDefinition<Namespace> {
  const delay = options.deletionDelay ?? 5000;
  return defineController<Namespace>({
    name: 'namespace',
    identity: 'namespace-controller',
    rules: [
      rule(`${read} delete`, 'core', 'namespaces'),
      rule('update', 'core', 'namespaces/finalize namespaces/status'),
      rule(`${read} delete deletecollection`, '*', '*'),
    ],
    for: namespaces,
    maxConcurrentReconciles: 10,
    watches: [
      // Pods take the longest to terminate. The namespace is reconciled when the last one is deleted, not only after the estimate.
      watching(pods, ({ metadata }, cache) => {
        const name = metadata?.namespace ?? '';
        const leaving = cache.get(namespaces, '', name)?.metadata?.deletionTimestamp !== undefined;
        return leaving ? [{ namespace: '', name }] : [];
      }),
    ],
    async reconcile(namespace, context) {
      const { clock } = context;
      const deleted = parseTime(namespace.metadata?.deletionTimestamp ?? '');
      if (deleted === undefined || (namespace.spec?.finalizers ?? []).length === 0) return {};
      const wait = deleted + delay - clock.now();
      if (wait > 0) return { status: { ...namespace.status, phase: 'Terminating' }, requeueAfterMs: wait };
      return empty(namespace, context);
    },
  });
}

async function empty(namespace: Namespace, context: ReconcileContext): Promise<ReconcileResult<Namespace>> {
  const { clock } = context;
  const outcome = await deleteContent(namespace.metadata?.name ?? '', context);
  const conditions = deletionConditions(namespace.status?.conditions, outcome, clock.now());
  const status = { ...namespace.status, phase: 'Terminating' as const, conditions };
  const failed = outcome.failures.length > 0 || outcome.discovery.size > 0;
  if (outcome.remaining.size > 0 && !failed) return { status, requeueAfterMs: (outcome.estimate / 2 + 1) * 1000 };
  if (failed) return { status, error: outcome.failures[0] ?? [...outcome.discovery.values()][0] };
  await finalize(namespace, context);
  return {};
}

/** Removes the finalizer. The API server deletes the namespace after the last finalizer is removed. */
async function finalize(namespace: Namespace, { client, signal }: ReconcileContext): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((each) => each !== finalizer) ?? [];
  const name = namespace.metadata?.name ?? '';
  try {
    await client.updateSub(
      namespaces,
      { name },
      'finalize',
      { ...namespace, spec: { ...namespace.spec, finalizers } },
      { signal },
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
