/** Rotates container logs: a full file is renamed and the runtime opens a new one. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Container, ContainerRuntime } from '@kubets/cri/runtime';
import type { ConfinedFiles } from '../host/host.ts';
import { logPathBelow } from '../pod/keys.ts';

/** Upstream's containerLogMaxSize and containerLogMaxFiles. */
const maxLogBytes = 10 * 1024 * 1024;
const maxLogFiles = 5;
const rotationPeriodMs = 10_000;

/** `20260102-030405`: sorts by time. */
function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** The files of `names` to remove so that at most `most` files of the log `base` are left, itself among them. Pure. */
export function surplusLogs(base: string, names: readonly string[], most: number = maxLogFiles): readonly string[] {
  const old = names.filter((name) => name.startsWith(`${base}.`)).sort();
  return old.slice(0, Math.max(0, old.length - (most - 1)));
}

export interface LogRotationOptions {
  readonly runtime: Pick<ContainerRuntime, 'listContainers' | 'containerStatus' | 'reopenContainerLog'>;
  /** Below the log directory. */
  readonly files: ConfinedFiles;
  readonly logDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

class LogRotation {
  readonly #options: LogRotationOptions;
  /** Where each container writes; it never changes. */
  #paths = new Map<string, string>();

  constructor(options: LogRotationOptions) {
    this.#options = options;
  }

  async sweep(): Promise<void> {
    const { runtime, log } = this.#options;
    const running = (await runtime.listContainers()).filter((container) => container.state === 'running');
    const paths = new Map<string, string>();
    for (const container of running) {
      try {
        const path = await this.#pathOf(container);
        paths.set(container.id, path);
        const relative = logPathBelow(this.#options, path);
        if (relative !== undefined) await this.#rotate(container, relative);
      } catch (error) {
        log.warn('a container log could not be rotated', { container: container.name, error: messageOf(error) });
      }
    }
    this.#paths = paths;
  }

  async #pathOf({ id }: Container): Promise<string> {
    return this.#paths.get(id) ?? (await this.#options.runtime.containerStatus(id)).logPath;
  }

  async #rotate({ id }: Container, path: string): Promise<void> {
    const { files, runtime, clock } = this.#options;
    const info = await files.stat(path);
    if (info?.type !== 'file' || info.size < maxLogBytes) return;
    const aside = `${path}.${stamp(clock.now())}`;
    await files.rename(path, aside);
    try {
      await runtime.reopenContainerLog(id);
    } catch (error) {
      // The runtime still writes to the old file: it must be found under its name.
      await files.rename(aside, path);
      throw error;
    }
    const slash = path.lastIndexOf('/');
    const [folder, base] = [path.slice(0, slash), path.slice(slash + 1)];
    for (const name of surplusLogs(base, await files.list(folder))) await files.remove(`${folder}/${name}`);
  }
}

/** Checks the logs of all running containers periodically until the signal aborts. */
export async function rotateLogs(options: LogRotationOptions, signal: AbortSignal): Promise<void> {
  const rotation = new LogRotation(options);
  while (!signal.aborted) {
    await options.clock.sleep(rotationPeriodMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    await rotation.sweep().catch((error: unknown) => {
      options.log.warn('container logs could not be listed', { error: messageOf(error) });
    });
  }
}
