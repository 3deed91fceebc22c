/** `kubets kubeconfig`: prints the administrator's kubeconfig. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeKubeconfig } from '@kubets/client/platform';
import { adminEntry } from '../cluster/admin-client.ts';
import { readSettings, upCommand } from '../cluster/settings.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

export async function kubeconfig(flags: { readonly name: string }): Promise<void> {
  const settings = readSettings(flags.name);
  if (settings === undefined)
    throw new UsageError(`cluster ${flags.name} does not exist: create it with ${upCommand(flags.name)}`);
  const directory = await mkdtemp(join(tmpdir(), 'kubets-'));
  try {
    const path = join(directory, 'config');
    await mergeKubeconfig(path, await adminEntry(settings));
    print((await readFile(path, 'utf8')).trimEnd());
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
