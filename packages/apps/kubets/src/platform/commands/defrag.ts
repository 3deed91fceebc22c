/** `kubets defrag`: gives back to the disk what the store's file has no use for. */

import { adminJson } from '../cluster/admin-request.ts';
import { runningProcess } from '../cluster/instance-lock.ts';
import { readSettings, upCommand } from '../cluster/settings.ts';
import { type DefragmentReport, defragmentPath, defragmentStore } from '../cluster/store-paths.ts';
import { openClusterStore } from '../cluster/store-place.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { shownBytes } from './bytes.ts';

export interface DefragFlags {
  readonly name: string;
  readonly forgetHistory?: boolean;
}

/** A large file takes its time to be copied (milliseconds). */
const patience = 30 * 60_000;

async function onStopped(flags: DefragFlags, settings: NonNullable<ReturnType<typeof readSettings>>) {
  if (settings.store === 'memory') throw new UsageError(`cluster ${flags.name} is stopped and was kept in memory only`);
  await using store = await openClusterStore(settings);
  return await defragmentStore(store, flags.forgetHistory ?? false);
}

export async function defrag(flags: DefragFlags): Promise<void> {
  const { name } = flags;
  const settings = readSettings(name);
  if (settings === undefined) throw new UsageError(`there is no cluster ${name}: make one with ${upCommand(name)}`);
  const path = flags.forgetHistory ? `${defragmentPath}?forgetHistory=true` : defragmentPath;
  const { before, after } =
    runningProcess(settings.dataDirectory) === undefined
      ? await onStopped(flags, settings)
      : await adminJson<DefragmentReport>(settings, 'POST', path, patience);
  print(`The store's file had ${shownBytes(before.size)} and has ${shownBytes(after.size)} now.`);
  if (after.exceeded)
    print(
      'The store is still over its quota: delete objects, use --forget-history, or start it with a larger --quota.',
    );
}
