/** `kubets status`: shows the state of a cluster. */
import { type Node, namespaces, nodes, pods } from '@kubets/api';
import { systemClock, withDeadline } from '@kubets/base';
import type { Client } from '@kubets/client';
import { connect, serverUrl } from '../cluster/admin-client.ts';
import { adminJson } from '../cluster/admin-request.ts';
import { type ComponentReport, componentsPath } from '../cluster/component-paths.ts';
import { describeCrash, readCrashes } from '../cluster/crashes.ts';
import { runningParent, runningProcess } from '../cluster/instance-lock.ts';
import { type ClusterSettings, contextName, readSettings, upCommand } from '../cluster/settings.ts';
import { type StoreReport, storePath } from '../cluster/store-paths.ts';
import { shownStore } from '../cluster/store-url-settings.ts';
import { print } from '../progress.ts';
import { shownBytes } from './bytes.ts';
import { componentLines } from './component-lines.ts';

const requestTimeoutMs = 10_000;

const readyCondition = (node: Node) => node.status?.conditions?.find(({ type }) => type === 'Ready');
const isReady = (node: Node): boolean => readyCondition(node)?.status === 'True';

/** The maximum number of nodes that are listed as not ready. */
const maxListedNodes = 10;

function notReadyRows(items: readonly Node[]): readonly (readonly [string, string])[] {
  const named = items.filter((node) => !isReady(node)).slice(0, maxListedNodes);
  return named.map((node) => ['not ready', `${node.metadata?.name}: ${readyCondition(node)?.message ?? 'unknown'}`]);
}

async function report(client: Client, signal: AbortSignal): Promise<readonly (readonly [string, string])[]> {
  const { items } = await client.list(nodes, { signal });
  const runtimes = new Set(items.flatMap((node) => node.status?.nodeInfo?.containerRuntimeVersion ?? []));
  const podList = await client.list(pods, { limit: 1, signal });
  const count = podList.items.length + (podList.metadata.remainingItemCount ?? 0);
  const { items: spaces } = await client.list(namespaces, { signal });
  return [
    ['nodes', `${items.filter(isReady).length} of ${items.length} ready (${[...runtimes].join(', ')})`],
    ...notReadyRows(items),
    ['pods', `${count} in ${spaces.length} namespaces`],
  ];
}

function storeRow({ revision, space }: StoreReport): readonly [string, string] {
  const room = space === undefined ? '' : `, ${shownBytes(space.used)} of ${shownBytes(space.quota)}`;
  const alarm = space?.exceeded ? " (ALARM NOSPACE: writes are refused; see 'kubets defrag --help')" : '';
  return ['store', `at revision ${revision}${room}${alarm}`];
}

function show(rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) print(`${`${name}:`.padEnd(12)} ${value}`);
}

function places(settings: ClusterSettings): readonly (readonly [string, string])[] {
  return [
    ['api', serverUrl(settings)],
    ['context', contextName(settings.name)],
    ['data', `${settings.dataDirectory} (${shownStore(settings.store)})`],
  ];
}

/** The crashes since the cluster was last started by a user. */
function crashRows(dataDirectory: string): readonly (readonly [string, string])[] {
  const crashes = readCrashes(dataDirectory);
  const last = crashes?.recorded.at(-1);
  if (crashes === undefined || last === undefined) return [];
  const times = crashes.total === 1 ? 'once' : `${crashes.total} times`;
  const after = crashes.gaveUp ? ', will not be restarted' : '';
  return [['crashed', `${times}${after}; last at ${last.time}: ${describeCrash(last)}`]];
}

/** Exits with 1 if the cluster is not running or does not respond. */
export async function status(flags: { readonly name: string }): Promise<void> {
  const settings = readSettings(flags.name);
  if (settings === undefined) {
    print(`Cluster ${flags.name} does not exist. Create it with ${upCommand(flags.name)}.`);
    process.exitCode = 1;
    return;
  }
  const { name, dataDirectory } = settings;
  const pid = runningProcess(dataDirectory);
  const parent = runningParent(dataDirectory);
  if (pid === undefined) {
    const state = parent === undefined ? 'stopped' : `restarting (by pid ${parent})`;
    show([['cluster', `${name}, ${state}`], ...places(settings), ...crashRows(dataDirectory)]);
    process.exitCode = 1;
    return;
  }
  show([['cluster', `${name}, running (pid ${pid})`], ...places(settings), ...crashRows(dataDirectory)]);
  show([storeRow(await adminJson<StoreReport>(settings, 'GET', storePath, requestTimeoutMs))]);
  await using connection = await connect(settings);
  show(await withDeadline(systemClock, requestTimeoutMs, (signal) => report(connection.client, signal)));
  const { components } = await adminJson<ComponentReport>(settings, 'GET', componentsPath, requestTimeoutMs);
  print('components:');
  for (const line of componentLines(components)) print(line);
}
