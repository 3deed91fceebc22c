/** The host's mounts, by its own programs. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { type FileHandle, lstat, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unmountBelow } from '@kubets/cri/platform/mount-table';
import { type BindTarget, HostError, type Mounts } from '../../host/host.ts';
import { openRoot } from './descriptors.ts';
import { resolveBelow } from './resolve-below.ts';

const commandTimeoutMs = 20_000;
/** What `mount` has to say fits in this many characters. */
const maxOutputLength = 4096;

/** Runs `mount`; the source is inherited as descriptor 3. */
function mount(args: readonly string[], source?: FileHandle): Promise<void> {
  const stdio: SpawnOptions['stdio'] = ['ignore', 'ignore', 'pipe', ...(source === undefined ? [] : [source.fd])];
  return new Promise((done, failed) => {
    const child = spawn('mount', args, { stdio, timeout: commandTimeoutMs });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, maxOutputLength);
    });
    child.stderr?.on('error', (error) => {
      complaint ||= error.message;
    });
    child.once('error', (error) => failed(new HostError(`mount: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) done();
      else failed(new HostError(`mount ${args.join(' ')}: ${complaint.trim() || `exit ${code}`}`));
    });
  });
}

/** An empty file or directory to mount on, like `source`. The place is the kubelet's own: nobody else writes there. */
async function makeTarget(source: FileHandle, target: string): Promise<void> {
  if ((await source.stat()).isDirectory()) {
    await mkdir(target, { recursive: true, mode: 0o750 });
    return;
  }
  await mkdir(dirname(target), { recursive: true, mode: 0o750 });
  await (await open(target, 'wx', 0o640)).close();
}

async function unmount(path: string): Promise<void> {
  const left = await unmountBelow(path);
  if (left.length > 0) throw new HostError(`cannot unmount ${left.join(', ')}`);
}

/** Mounts exactly what was resolved: the kernel gets it by descriptor, and what it mounted is compared. */
async function bindBelow({ root, path, target }: BindTarget): Promise<void> {
  const top = await openRoot(root);
  if (top === undefined) throw new HostError(`no such directory: ${root}`);
  const source = await resolveBelow(top, path);
  try {
    await makeTarget(source, target);
    await mount(['--no-canonicalize', '--bind', '/proc/self/fd/3', target], source);
    const [wanted, bound] = await Promise.all([source.stat(), stat(target)]);
    if (wanted.dev === bound.dev && wanted.ino === bound.ino) return;
    await unmount(target);
    throw new HostError('mount did not bind the file it was given');
  } finally {
    await source.close();
  }
}

/** Kernels before 6.4 do not know the option: once it was refused, it is left out. */
let noSwap = true;

/** In whole bytes; 0 would mean no limit to tmpfs. */
export const memoryOptionOf = (sizeBytes: number): string =>
  `size=${Math.min(Math.max(1, Math.ceil(sizeBytes)), Number.MAX_SAFE_INTEGER)}`;

async function mountMemory(path: string, sizeBytes: number | undefined): Promise<void> {
  const options = ['mode=0777', ...(sizeBytes === undefined ? [] : [memoryOptionOf(sizeBytes)])];
  const mountWith = (more: readonly string[]): Promise<void> =>
    mount(['-t', 'tmpfs', '-o', [...options, ...more].join(','), 'tmpfs', path]);
  if (noSwap)
    try {
      return await mountWith(['noswap']);
    } catch {
      // Whatever it was, the mount without the option tells.
    }
  await mountWith([]);
  noSwap = false;
}

async function hasOwnFileSystem(path: string): Promise<boolean> {
  const [own, parent] = await Promise.all([lstat(path), lstat(dirname(path))]);
  return own.dev !== parent.dev;
}

const inHostError = (error: unknown): never => {
  throw error instanceof HostError ? error : new HostError((error as Error).message);
};

export const hostMounts: Mounts = {
  memory: mountMemory,
  bindBelow: (binding) => bindBelow(binding).catch(inHostError),
  hasOwnFileSystem: (path) => hasOwnFileSystem(path).catch(inHostError),
  unmountBelow: unmount,
};
