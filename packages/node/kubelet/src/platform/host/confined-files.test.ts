/** Paths below a directory that others write to: links, mounts, exchanges in the middle, deep and strange trees. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../host/host.ts';
import { confinedFiles, openFileBelow } from './confined-files.ts';
import { openRoot } from './descriptors.ts';
import { hostFiles } from './files.ts';
import { resolveBelow } from './resolve-below.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** `outside` holds what nobody below `root` may reach. */
let folder: string;
let root: string;
let outside: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubets-confined-'));
  root = join(folder, 'root');
  outside = join(folder, 'outside');
  mkdirSync(root);
  mkdirSync(join(outside, 'etc'), { recursive: true });
  writeFileSync(join(outside, 'etc/secret'), 'secret');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('confined files', () => {
  it('are written, changed, listed, moved and removed', async () => {
    const files = confinedFiles(root);
    await files.makeDirectory('a/b', 0o2770);
    expect(statSync(join(root, 'a/b')).mode & 0o7777).toBe(0o2770);
    await files.write('a/b/f', text('one'), 0o640);
    await files.write('a/b/f', text('two two'), 0o600);
    expect(new TextDecoder().decode(await files.readTail('a/b/f', 3))).toBe('two');
    expect(await files.stat('a/b/f')).toMatchObject({ type: 'file', mode: 0o600, size: 7 });
    await files.link('f', 'a/b/l');
    expect([await files.readLink('a/b/l'), await files.readLink('a/b/f'), await files.readLink('x/y')]).toEqual([
      'f',
      undefined,
      undefined,
    ]);
    await files.rename('a/b/l', 'm');
    expect([await files.list(''), await files.list('a/b'), await files.list('none')]).toEqual([['a', 'm'], ['f'], []]);
    await files.changeMode('a/b/f', 0o4755);
    expect(statSync(join(root, 'a/b/f')).mode & 0o7777).toBe(0o4755);
    await files.remove('a');
    await files.remove('none/at/all');
    expect(readdirSync(root)).toEqual(['m']);
  });

  it('are reached through no link, on the way or at the end', async () => {
    symlinkSync(outside, join(root, 'd'));
    symlinkSync(join(outside, 'etc/secret'), join(root, 'f'));
    const files = confinedFiles(root);
    const refused = [
      () => files.readTail('d/etc/secret', 10),
      () => files.write('d/x', text(''), 0o600),
      () => files.write('f', text('overwritten'), 0o600),
      () => files.makeDirectory('d/x', 0o755),
      () => files.makeDirectory('d', 0o755),
      () => files.list('d'),
      () => files.changeMode('d/etc', 0o777),
      () => files.changeMode('f', 0o777),
      () => files.rename('d/etc/secret', 'stolen'),
      () => files.rename('f', 'd/x'),
      () => files.link('x', 'd/x'),
      () => files.remove('d/etc'),
      () => openFileBelow(root, 'd/etc/secret'),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toThrow(HostError);
    expect(await files.readTail('f', 10)).toBeUndefined();
    expect(await openFileBelow(root, 'f')).toBeUndefined();
    expect((await files.stat('f'))?.type).toBe('symlink');
    await files.remove('d');
    await files.remove('f');
    expect(readFileSync(join(outside, 'etc/secret'), 'utf8')).toBe('secret');
    expect(statSync(join(outside, 'etc')).mode & 0o7777).not.toBe(0o777);
    expect(readdirSync(outside)).toEqual(['etc']);
  });

  it.each(['../outside/etc/secret', '/etc/passwd', 'a//b', '', '.', 'a/..', 'a\0b'])(
    'have no path %j',
    async (path) => {
      await expect(confinedFiles(root).readTail(path, 1)).rejects.toThrow('invalid relative path');
    },
  );
});

describe.skipIf(process.platform !== 'linux')('host files', () => {
  it('make no directory below a link to nothing, and write through no link', async () => {
    symlinkSync('none', join(root, 'dangling'));
    symlinkSync(join(outside, 'etc/secret'), join(root, 'link'));
    await expect(hostFiles.makeDirectory(join(root, 'dangling/x'), 0o755)).rejects.toThrow(HostError);
    await expect(hostFiles.write(join(root, 'link'), text('x'), 0o600)).rejects.toThrow(HostError);
    await expect(hostFiles.create(join(root, 'dangling'), text('x'), 0o600)).rejects.toThrow(HostError);
    await hostFiles.makeDirectory(join(root, 'a/b'), 0o2770);
    expect(statSync(join(root, 'a/b')).mode & 0o7777).toBe(0o2770);
    expect(readFileSync(join(outside, 'etc/secret'), 'utf8')).toBe('secret');
  });
});

describe.skipIf(process.platform !== 'linux')('the removal of a tree', () => {
  it('takes links, strange names and any depth, and leaves what links name', async () => {
    mkdirSync(join(root, 'top/kubets-removed-0/x'), { recursive: true });
    writeFileSync(join(root, 'top/kubets-removed-1'), '');
    symlinkSync(outside, join(root, 'top/link'));
    let current = await open(join(root, 'top'), 'r');
    // Deeper than any path may be long.
    for (let depth = 0; depth < 300; depth++) {
      const name = `${'d'.repeat(200)}${depth % 3}`;
      await mkdir(`/proc/self/fd/${current.fd}/${name}`);
      await symlink(outside, `/proc/self/fd/${current.fd}/link`).catch(() => undefined);
      const next: FileHandle = await open(`/proc/self/fd/${current.fd}/${name}`, 'r');
      await current.close();
      current = next;
    }
    await current.close();
    await confinedFiles(root).remove('top');
    expect(readdirSync(root)).toEqual([]);
    expect(readFileSync(join(outside, 'etc/secret'), 'utf8')).toBe('secret');
  });

  it('takes nothing outside while its directories are exchanged for links', async () => {
    // A process of its own: it changes entries between any two steps of ours.
    const script = `cd ${JSON.stringify(root)}/top; while true; do mv x y; ln -s ${JSON.stringify(outside)} x; rm x; mv y x; done`;
    for (let round = 0; round < 20; round++) {
      mkdirSync(join(root, 'top/x/etc'), { recursive: true });
      for (let index = 0; index < 50; index++) writeFileSync(join(root, `top/x/etc/${index}`), '');
      const attacker = spawn('sh', ['-c', script], { stdio: 'ignore' });
      await confinedFiles(root)
        .remove('top')
        .catch(() => undefined);
      attacker.kill('SIGKILL');
      await new Promise((ended) => attacker.once('close', ended));
      expect(readFileSync(join(outside, 'etc/secret'), 'utf8')).toBe('secret');
      await confinedFiles(root).remove('top');
      expect(existsSync(join(root, 'top'))).toBe(false);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('a path below a volume', () => {
  const resolve = async (path: string): Promise<string> => {
    const handle = await resolveBelow((await openRoot(root))!, path);
    try {
      const { dev, ino } = await handle.stat();
      return `${dev}:${ino}`;
    } finally {
      await handle.close();
    }
  };
  it('is refused unresolved when Linux takes none of its length', async () => {
    const handle = resolve(`${'./'.repeat(700_000)}a`);
    await expect(handle).rejects.toThrow('the path is too long');
  });

  const identity = (path: string): string => {
    const { dev, ino } = lstatSync(path);
    return `${dev}:${ino}`;
  };

  beforeEach(() => {
    mkdirSync(join(root, 'a/b'), { recursive: true });
    writeFileSync(join(root, 'a/f'), '');
    symlinkSync('a', join(root, 'to-a'));
    symlinkSync('../to-a/./b', join(root, 'a/to-b'));
    symlinkSync('..data/key', join(root, 'key'));
    mkdirSync(join(root, '..1'));
    writeFileSync(join(root, '..1/key'), '');
    symlinkSync('..1', join(root, '..data'));
    symlinkSync('/', join(root, 'absolute'));
    symlinkSync('../outside', join(root, 'up'));
    symlinkSync('a/../../outside', join(root, 'a-up'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('/proc/self/root', join(root, 'proc'));
  });

  it.each([
    ['', ''],
    ['.', ''],
    ['a', 'a'],
    ['a/f', 'a/f'],
    ['./a//b/', 'a/b'],
    ['to-a/b', 'a/b'],
    ['to-a/to-b', 'a/b'],
    ['key', '..1/key'],
  ])('%j is %j', async (path, wanted) => {
    expect(await resolve(path)).toBe(identity(join(root, wanted)));
  });

  it.each([
    ['absolute/etc', 'leads out of its volume'],
    ['absolute', 'leads out of its volume'],
    ['up/etc', 'leads out of its volume'],
    ['a-up/etc', 'leads out of its volume'],
    ['proc/etc', 'leads out of its volume'],
    ['loop', 'too many symbolic links'],
    ['a/f/x', 'is not a directory'],
  ])('%j is refused', async (path, why) => {
    await expect(resolve(path)).rejects.toThrow(why);
  });

  it('is not resolved to any depth', async () => {
    await expect(resolve(Array.from({ length: 300 }, () => 'x').join('/'))).rejects.toThrow('is too deep');
  });

  it('gets the directories it lacks, with the mode of the volume', async () => {
    chmodSync(root, 0o2775);
    expect(await resolve('new/deep')).toBe(identity(join(root, 'new/deep')));
    for (const path of ['new', 'new/deep']) expect(statSync(join(root, path)).mode & 0o7777).toBe(0o2775);
  });

  it('never is outside while its entries are exchanged', async () => {
    mkdirSync(join(root, 'x/etc'), { recursive: true });
    symlinkSync(outside, join(root, 'evil'));
    const forbidden = [outside, join(outside, 'etc')].map(identity);
    let ended = false;
    // Resolving makes a directory where it finds none: that goes out of the way.
    const place = async (from: string): Promise<void> => {
      await rm(join(root, 'x'), { recursive: true, force: true });
      await rename(join(root, from), join(root, 'x')).catch(() => undefined);
    };
    const attack = async (): Promise<void> => {
      while (!ended) {
        await rename(join(root, 'x'), join(root, 'good')).catch(() => undefined);
        await place('evil');
        await rename(join(root, 'x'), join(root, 'evil')).catch(() => undefined);
        await place('good');
        if (!existsSync(join(root, 'evil'))) symlinkSync(outside, join(root, 'evil'));
      }
    };
    const attacking = attack();
    let resolved = 0;
    for (let round = 0; round < 500; round++)
      try {
        expect(forbidden).not.toContain(await resolve('x/etc'));
        resolved++;
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
      }
    ended = true;
    await attacking;
    expect(resolved).toBeGreaterThan(0);
    expect(readdirSync(outside)).toEqual(['etc']);
  });
});
