/** The file in which `up` records the container runtime of a running cluster, for other commands. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface NodeRuntimeFile {
  readonly socket: string;
  readonly snapshotter: 'overlayfs' | 'native';
}

const fileOf = (dataDirectory: string): string => join(dataDirectory, 'runtime.json');

/** Undefined if the cluster's nodes are simulated. */
export async function nodeRuntime(dataDirectory: string): Promise<NodeRuntimeFile | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(dataDirectory), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function saveNodeRuntime(dataDirectory: string, runtime: NodeRuntimeFile | undefined): Promise<void> {
  if (runtime === undefined) await rm(fileOf(dataDirectory), { force: true });
  else await writeFile(fileOf(dataDirectory), `${JSON.stringify(runtime)}\n`, { mode: 0o600 });
}
