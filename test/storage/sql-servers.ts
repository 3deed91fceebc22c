/** Debian's MariaDB and PostgreSQL. Each server has its own directory and port, and runs as an unprivileged user. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { eventually } from '../harness.ts';
import { freePorts } from './etcd-cluster.ts';

const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const isRoot = process.getuid?.() === 0;

function postgresPrograms(): string | undefined {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(base, version, 'bin')).find((path) => existsSync(join(path, 'initdb')));
}

/** The user of the servers if the test runs as root, or the reason to skip the test if there is no such user. */
function userNamed(name: string): { readonly uid: number; readonly gid: number } | undefined {
  const ids = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || 'NaN'));
  const [uid = Number.NaN, gid = Number.NaN] = ids;
  return Number.isNaN(uid) ? undefined : { uid, gid };
}

export const hasMariadb = existsSync('/usr/sbin/mariadbd') && existsSync('/usr/bin/mariadb');
if (!hasMariadb)
  console.log('skipped: the MariaDB tests need the Debian packages mariadb-server-core, mariadb-client-core');
export const hasPostgres = postgresPrograms() !== undefined && (!isRoot || userNamed('postgres') !== undefined);
if (!hasPostgres) console.log('skipped: the PostgreSQL tests need the Debian package postgresql');

export interface ServerOptions {
  /** Paths of PEM files for TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface SqlServer extends AsyncDisposable {
  /** The URL of a database that does not exist yet. */
  newDatabase(): Promise<string>;
  /** Kills the server like a power failure, and starts it again. */
  crash(): Promise<void>;
}

interface Program {
  readonly directory: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
  readonly isUp: () => boolean;
  create(name: string): void;
  url(name: string): string;
}

class RunningServer implements SqlServer {
  readonly #program: Program;
  #child: ChildProcess | undefined;
  #databases = 0;
  #output = '';

  constructor(program: Program) {
    this.#program = program;
  }

  async start(): Promise<this> {
    const { command, isUp } = this.#program;
    this.#spawn();
    const probe = (): true | undefined => {
      // PostgreSQL refuses to start while child processes of the killed server are still running.
      if (this.#child?.exitCode !== null) this.#spawn();
      return isUp() || undefined;
    };
    await eventually(probe, command, 30).catch((error: unknown) => {
      throw new Error(`${error}\n${this.#output}`);
    });
    return this;
  }

  #spawn(): void {
    const { command, args, ids } = this.#program;
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...ids });
    const hear = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-10_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.#child = child;
  }

  async newDatabase(): Promise<string> {
    this.#databases++;
    const name = `kubets${this.#databases}`;
    this.#program.create(name);
    return this.#program.url(name);
  }

  async crash(): Promise<void> {
    await this.#kill();
    await this.start();
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kill();
    rmSync(this.#program.directory, { recursive: true, force: true });
  }
}

function newDirectory(name: string, ids: Program['ids']): string {
  const directory = mkdtempSync(join(memory, `kubets-${name}-`));
  if (ids.uid !== undefined && ids.gid !== undefined) chownSync(directory, ids.uid, ids.gid);
  chmodSync(directory, 0o700);
  return directory;
}

/** PostgreSQL requires that it owns its key file. */
function ownCopy(path: string, directory: string, ids: Program['ids']): string {
  const copy = join(directory, basename(path));
  copyFileSync(path, copy);
  chmodSync(copy, 0o600);
  if (ids.uid !== undefined && ids.gid !== undefined) chownSync(copy, ids.uid, ids.gid);
  return copy;
}

export async function startPostgres({ tls }: ServerOptions = {}): Promise<SqlServer> {
  const bin = postgresPrograms() ?? '';
  const ids = isRoot ? (userNamed('postgres') ?? {}) : {};
  const directory = newDirectory('postgres', ids);
  const [port = 0] = await freePorts(1);
  const data = join(directory, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'kubets', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {
    stdio: 'ignore',
    cwd: directory,
    ...ids,
  });
  const own = (path: string): string => ownCopy(path, directory, ids);
  const settings = tls ? ['ssl=on', `ssl_cert_file=${own(tls.cert)}`, `ssl_key_file=${own(tls.key)}`] : [];
  const secure = settings.flatMap((setting) => ['-c', setting]);
  const client = ['-h', '127.0.0.1', '-p', String(port), '-U', 'kubets'];
  return new RunningServer({
    directory,
    command: join(bin, 'postgres'),
    args: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', directory, '-F', ...secure],
    ids,
    isUp: () => spawnSync(join(bin, 'pg_isready'), client).status === 0,
    create: (name) => execFileSync(join(bin, 'createdb'), [...client, '--strategy=file_copy', name]),
    url: (name) => `postgres://kubets@127.0.0.1:${port}/${name}`,
  }).start();
}

export async function startMariadb({ tls }: ServerOptions = {}): Promise<SqlServer> {
  const ids = isRoot ? (userNamed('nobody') ?? {}) : {};
  const directory = newDirectory('mariadb', ids);
  const [port = 0] = await freePorts(1);
  const data = join(directory, 'data');
  const socket = join(directory, 'socket');
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore', cwd: directory, ...ids },
  );
  const own = (path: string): string => ownCopy(path, directory, ids);
  const client = ['--no-defaults', `--socket=${socket}`, '--user=root'];
  return new RunningServer({
    directory,
    command: '/usr/sbin/mariadbd',
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--tmpdir=${directory}`,
      `--pid-file=${join(directory, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-buffer-pool-size=64M',
      ...(tls ? [`--ssl-cert=${own(tls.cert)}`, `--ssl-key=${own(tls.key)}`, '--require-secure-transport=ON'] : []),
    ],
    ids,
    isUp: () => spawnSync('mariadb', [...client, '-e', 'SELECT 1']).status === 0,
    create: (name) => execFileSync('mariadb', [...client, '-e', `CREATE DATABASE ${name}`]),
    url: (name) => `mysql://root@127.0.0.1:${port}/${name}`,
  }).start();
}
