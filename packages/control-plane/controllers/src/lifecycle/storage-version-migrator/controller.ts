/** Carries out StorageVersionMigrations, if the API server serves them. */
import { type StorageVersionMigration, storageVersionMigrations } from '@kubets/api';
import { rule } from '@kubets/api/policy-rules';
import { messageOf } from '@kubets/base';
import { WorkQueue } from '@kubets/client';
import { defineLoop, type LoopContext } from '@kubets/controller-runtime';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isNotFound } from '@kubets/machinery/status-error';

const workers = 5;

/** The newest served version; undefined if the kind is not served. */
async function servedType({ client, signal }: LoopContext): Promise<ResourceType<StorageVersionMigration> | undefined> {
  const { group, plural, kind, namespaced } = storageVersionMigrations;
  try {
    const { versions = [] } = await client.raw<{ versions?: readonly { version: string }[] }>({
      method: 'GET',
      path: `/apis/${group}`,
      signal,
    });
    const version = ['v1', 'v1beta1'].find((each) => versions.some((served) => served.version === each));
    return version === undefined ? undefined : { group, version, plural, kind, namespaced };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const storageVersionMigrator = defineLoop({
  name: 'storage-version-migrator-controller',
  rules: [
    rule('list patch', '*', '*'),
    rule('get', 'storagemigration.k8s.io', 'storageversionmigrations'),
    rule('update', 'storagemigration.k8s.io', 'storageversionmigrations/status'),
  ],
  async run(context) {
    const { clock, log, signal } = context;
    const stopped = Promise.withResolvers<void>();
    const queue = new WorkQueue({ clock });
    const close = (): void => {
      queue.shutDown();
      stopped.resolve();
    };
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    const type = await servedType(context);
    if (type === undefined) return stopped.promise;
    const add = ({ metadata }: StorageVersionMigration): void => queue.add(metadata?.name ?? '');
    context.informer(type).subscribe({ added: add, updated: add });
    const work = async (): Promise<void> => {
      for (let name = await queue.get(); name !== undefined; name = await queue.get()) {
        try {
          const { migrate } = await import('./migrate.ts');
          await migrate(type, name, context);
          queue.forget(name);
        } catch (error) {
          if (!signal.aborted && !isNotFound(error)) {
            log.debug(`cannot migrate objects, will retry: ${messageOf(error)}`, { name });
            queue.addRateLimited(name);
          }
        } finally {
          queue.done(name);
        }
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  },
});
