/** The private containerd: started or adopted, and removed with everything it created. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Clock, type Logger, silentLogger } from '@kubets/base';
import { dialSocket } from '@kubets/base/platform';
import { type ContainerdPaths, containerdConfig, containerdPaths } from './config.ts';
import { canLowerOomScore, commandLine, endProcesses, findProcesses, signalProcess } from './processes.ts';
import { probeSnapshotter } from './snapshotter.ts';
import { createSupervisor, type RunningProcess, type Supervisor } from './supervisor.ts';
import { removeTraces } from './traces.ts';

export interface ContainerdOptions {
  /** Owned by this containerd alone; made when missing. */
  readonly dataDir: string;
  readonly sandboxImage: string;
  readonly cniConfDir: string;
  readonly cniBinDir?: string;
  /** Parent of every pod's cgroup, as `/kubets/name`: what runs below it ends with `stop`. */
  readonly cgroupRoot?: string;
  /** The kubelet's directory: `stop` unmounts the volumes below it. */
  readonly kubeletDir?: string;
  readonly clock: Clock;
  readonly log?: Logger;
  /** How long the socket may take to answer. Default 20 s. */
  readonly startMilliseconds?: number;
  /** Called when its process runs; the socket answers later. */
  readonly launched?: () => void;
}

export interface Containerd {
  readonly socket: string;
  /** True when it was running already, with its containers. */
  readonly adopted: boolean;
  readonly pid: number;
  readonly paths: ContainerdPaths;
  readonly snapshotter: 'overlayfs' | 'native';
  /** Restarts it whenever it ends by itself, after `run` is called. `gaveUp` is called when restarts do not help. */
  supervisor(gaveUp: (message: string) => void): Supervisor;
  /** Stops it with every container, shim, mount and network namespace. Images are kept. */
  stop(): Promise<void>;
}

/** containerd is not installed, or it did not start. */
export class ContainerdError extends Error {
  override readonly name = 'ContainerdError';
}

/** The first program of this name on PATH or in the directories root's PATH often lacks. */
export async function findProgram(name: string): Promise<string | undefined> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/bin', '/usr/bin', '/usr/sbin'];
  for (const directory of directories) {
    const path = join(directory, name);
    if (
      directory !== '' &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    )
      return path;
  }
  return undefined;
}

/** Whether something accepts connections at the socket. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = dialSocket({ path: socket }, () => resolve(false));
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
  });
}

async function waitForSocket(clock: Clock, paths: ContainerdPaths, pid: number, milliseconds: number): Promise<void> {
  const end = clock.monotonic() + milliseconds;
  while (!(await answers(paths.socket))) {
    const failure =
      (await commandLine(pid)).length === 0
        ? 'containerd ended'
        : clock.monotonic() >= end
          ? `containerd did not answer within ${milliseconds / 1000} s`
          : undefined;
    if (failure !== undefined)
      throw new ContainerdError(`${failure}: ${await lastError(paths.log)} (its log is ${paths.log})`);
    await clock.sleep(5);
  }
}

/** The last error in the log of containerd. */
async function lastError(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines.findLast((line) => /level=(error|fatal)|^containerd:/.test(line)) ?? lines.at(-1) ?? 'no log';
}

/** How often an adopted containerd is checked. */
const pollPeriodMs = 500;

const isInstance =
  ({ config }: ContainerdPaths) =>
  (args: readonly string[]): boolean =>
    (args[0] ?? '').endsWith('containerd') && args.includes(config);

/** The pid of the instance that runs with this configuration file, by pid file and, failing that, by /proc. */
async function runningPid(paths: ContainerdPaths): Promise<number | undefined> {
  const isOurs = isInstance(paths);
  const noted = Number(await readFile(paths.pidFile, 'utf8').catch(() => ''));
  if (Number.isSafeInteger(noted) && noted > 0 && isOurs(await commandLine(noted))) return noted;
  return findProcesses(isOurs)[0];
}

/** Starts the program. Its end is an event: it is a child of this process. */
async function launch(program: string, paths: ContainerdPaths): Promise<RunningProcess> {
  const log = await open(paths.log, 'a');
  try {
    // A session of its own and no pipe, so that it keeps running when this process is killed.
    const child = spawn(program, ['--config', paths.config], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: '/',
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid as number));
      child.once('error', (error) => reject(new ContainerdError(`cannot run ${program}: ${error.message}`)));
    });
    const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.unref();
    await writeFile(paths.pidFile, `${pid}\n`);
    return { pid, ended: (signal) => Promise.race([exit, aborted(signal)]) };
  } finally {
    await log.close();
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A containerd that an earlier kubets started. It is not a child process, so /proc is polled. */
function adoptedProcess(pid: number, paths: ContainerdPaths, clock: Clock): RunningProcess {
  return {
    pid,
    ended: async (signal) => {
      while (!signal.aborted && isInstance(paths)(await commandLine(pid)))
        await clock.sleep(pollPeriodMs, signal).catch(() => undefined);
    },
  };
}

function pathsOf(dataDir: string): ContainerdPaths {
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return containerdPaths(dataDir, join('/run/kubets', digest));
}

/** Starts the private containerd of `dataDir`, or adopts it when it runs already with the same configuration. */
export async function startContainerd(options: ContainerdOptions): Promise<Containerd> {
  const { clock, log = silentLogger } = options;
  const paths = pathsOf(options.dataDir);
  const program = await findProgram('containerd');
  if (program === undefined) throw new ContainerdError('containerd is not installed');
  await mkdir(paths.root, { recursive: true, mode: 0o711 });
  await mkdir(paths.state, { recursive: true, mode: 0o711 });
  await mkdir(dirname(paths.socket), { recursive: true, mode: 0o711 });
  const previous = await readFile(paths.config, 'utf8').catch(() => '');
  const known = /snapshotter = "(overlayfs|native)"/.exec(previous)?.[1] as 'overlayfs' | 'native' | undefined;
  // Images unpacked by one snapshotter are not visible to another one: keep the choice.
  const snapshotter = known ?? (await probeSnapshotter(options.dataDir));
  const config = containerdConfig(paths, {
    sandboxImage: options.sandboxImage,
    cniConfDir: options.cniConfDir,
    cniBinDir: options.cniBinDir ?? '/usr/lib/cni',
    snapshotter,
    canLowerOomScore: await canLowerOomScore(),
  });
  let pid = await runningPid(paths);
  if (pid !== undefined && config !== previous) {
    log.info('containerd is restarted with a new configuration', { pid });
    await endProcesses(clock, [pid], 5000);
    pid = undefined;
  }
  const adopted = pid !== undefined;
  if (!adopted && config !== previous) await writeFile(paths.config, config);
  const running = pid === undefined ? await launch(program, paths) : adoptedProcess(pid, paths, clock);
  options.launched?.();
  await untilAnswers(options, paths, running.pid);
  const process = {
    start: async () => {
      const next = await launch(program, paths);
      await untilAnswers(options, paths, next.pid);
      return next;
    },
    lastWords: async () => `${await lastError(paths.log)} (its log is ${paths.log})`,
  };
  return {
    socket: paths.socket,
    adopted,
    pid: running.pid,
    paths,
    snapshotter,
    supervisor: (gaveUp) => createSupervisor({ process, running, clock, log, gaveUp }),
    stop: () => stopContainerd(options),
  };
}

/** Rejects with ContainerdError. A containerd that does not answer is killed. */
async function untilAnswers(options: ContainerdOptions, paths: ContainerdPaths, pid: number): Promise<void> {
  const { clock, startMilliseconds = 20_000 } = options;
  try {
    await waitForSocket(clock, paths, pid, startMilliseconds);
  } catch (error) {
    signalProcess(pid, 'SIGKILL');
    throw error;
  }
}

/** Stops the private containerd of `dataDir` and everything it runs, whether or not this process started it. */
export async function stopContainerd(
  options: Pick<ContainerdOptions, 'dataDir' | 'cgroupRoot' | 'kubeletDir' | 'clock' | 'log'>,
): Promise<void> {
  const { clock, log = silentLogger, cgroupRoot, kubeletDir } = options;
  const paths = pathsOf(options.dataDir);
  const pid = await runningPid(paths);
  if (pid !== undefined) await endProcesses(clock, [pid], 5000);
  await removeTraces({ paths, cgroupRoot, kubeletDir, clock, log });
  await rm(paths.pidFile, { force: true });
}
