/** `kubets defrag`: returns unused space of the store file to the file system. */

import { adminJson } from '../cluster/admin-request.ts';
import { runningProcess } from '../cluster/instance-lock.ts';
import { openClusterStore } from '../cluster/open-cluster-store.ts';
import { readSettings, upCommand } from '../cluster/settings.ts';
import { type DefragmentReport, defragmentPath, defragmentStore } from '../cluster/store-paths.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { shownBytes } from './bytes.ts';

export interface DefragFlags {
  readonly name: string;
  readonly forgetHistory?: boolean;
}

/** Copying a large file takes time. */
const defragmentTimeoutMs = 30 * 60_000;

async function onStopped(flags: DefragFlags, settings: NonNullable<ReturnType<typeof readSettings>>) {
  if (settings.store === 'memory')
    throw new UsageError(
      `cluster ${flags.name} is stopped, and its store was in memory: there is nothing to defragment`,
    );
  await using store = await openClusterStore(settings);
  return await defragmentStore(store, flags.forgetHistory ?? false);
}

export async function defrag(flags: DefragFlags): Promise<void> {
  const { name } = flags;
  const settings = readSettings(name);
  if (settings === undefined) throw new UsageError(`cluster ${name} does not exist: create it with ${upCommand(name)}`);
  const path = flags.forgetHistory ? `${defragmentPath}?forgetHistory=true` : defragmentPath;
  const { before, after } =
    runningProcess(settings.dataDirectory) === undefined
      ? await onStopped(flags, settings)
      : await adminJson<DefragmentReport>(settings, 'POST', path, defragmentTimeoutMs);
  print(`Defragmented the store: ${shownBytes(before.size)} before, ${shownBytes(after.size)} now.`);
  if (after.exceeded)
    print(
      'The store still exceeds its quota: delete objects, use --forget-history, or restart the cluster with a larger --quota.',
    );
}
