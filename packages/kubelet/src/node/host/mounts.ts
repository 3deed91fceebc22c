/** The host's mounts, by its own programs. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { HostError, type Mounts } from '../../host/host.ts';
import { mountsBelow, unmountBelow } from '../containerd/mounts.ts';

const run = promisify(execFile);
const commandMilliseconds = 20_000;

async function mount(...args: readonly string[]): Promise<void> {
  try {
    await run('mount', args, { timeout: commandMilliseconds });
  } catch (error) {
    throw new HostError(
      `mount ${args.join(' ')}: ${(error as { readonly stderr?: string }).stderr?.trim() ?? String(error)}`,
    );
  }
}

export const hostMounts: Mounts = {
  memory: (path, sizeBytes) => {
    const options = ['-o', sizeBytes === undefined ? 'mode=0777' : `mode=0777,size=${Math.floor(sizeBytes)}`];
    return mount('-t', 'tmpfs', 'tmpfs', ...options, path);
  },
  bind: (source, target) => mount('--bind', '--', source, target),
  isMounted: async (path) => mountsBelow(await readFile('/proc/self/mountinfo', 'utf8'), path).includes(path),
  unmountBelow: async (path) => {
    const left = await unmountBelow(path);
    if (left.length > 0) throw new HostError(`cannot unmount ${left.join(', ')}`);
  },
};
