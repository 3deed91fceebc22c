/** `kubets image load` and `list`: the images of a cluster's node. */
import { systemClock } from '@kubets/base';
import { createCriRuntime, loadImage } from '@kubets/cri/platform';
import { runningProcess } from '../cluster/instance-lock.ts';
import { nodeRuntime } from '../cluster/node-runtime.ts';
import { readSettings, upCommand } from '../cluster/settings.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

interface Target extends Disposable {
  readonly socket: string;
  readonly snapshotter: 'overlayfs' | 'native';
  readonly runtime: ReturnType<typeof createCriRuntime>;
}

async function openTarget(name: string): Promise<Target> {
  const settings = readSettings(name);
  if (settings === undefined || runningProcess(settings.dataDirectory) === undefined)
    throw new UsageError(`cluster ${name} is not running: start it with ${upCommand(name)}`);
  const found = await nodeRuntime(settings.dataDirectory);
  if (found === undefined)
    throw new UsageError(
      `cluster ${name} has only simulated nodes, which have no images: start it with --runtime cri to run real containers`,
    );
  const runtime = createCriRuntime(found.socket, systemClock);
  return { ...found, runtime, [Symbol.dispose]: () => runtime.close() };
}

export async function imageLoad(files: readonly string[], flags: { readonly name: string }): Promise<void> {
  using target = await openTarget(flags.name);
  for (const file of files)
    for (const image of await loadImage({ ...target, clock: systemClock }, file)) print(`loaded ${image}`);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `33.2MB`: powers of 1000, as is common in image lists. */
function shownSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)}${units[unit]}`;
}

export async function imageList(flags: { readonly name: string }): Promise<void> {
  using target = await openTarget(flags.name);
  const images = await target.runtime.listImages();
  const rows = images
    .flatMap(({ id, repoTags, size }) =>
      (repoTags.length === 0 ? ['<none>'] : repoTags).map((tag) => [
        tag,
        id.replace('sha256:', '').slice(0, 13),
        shownSize(size),
      ]),
    )
    .sort(([a = ''], [b = '']) => a.localeCompare(b));
  const table = [['IMAGE', 'ID', 'SIZE'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  for (const row of table)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    );
}
