/** `kubets token create`: creates what another control plane needs to join, and prints the command. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configMaps, roleBindings, roles, secrets } from '@kubets/api';
import { systemClock, systemRandom, withDeadline } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isAlreadyExists } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { connect } from '../cluster/admin-client.ts';
import { authorityHash } from '../cluster/authority.ts';
import { hostAddress } from '../cluster/host-facts.ts';
import { runningProcess } from '../cluster/instance-lock.ts';
import { joinBundleOf, newJoinToken, seal, tokenText } from '../cluster/join-bundle.ts';
import { clusterInfo, joinObjects, tokenSecret } from '../cluster/join-objects.ts';
import { pathsOf } from '../cluster/paths.ts';
import { type ClusterSettings, contextName, readSettings, upCommand } from '../cluster/settings.ts';
import { isShared, shownStore } from '../cluster/store-url-settings.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

export interface TokenFlags {
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
}

const requestTimeoutMs = 30_000;

function runningSettings(name: string): ClusterSettings {
  const settings = readSettings(name);
  if (settings === undefined || runningProcess(settings.dataDirectory) === undefined)
    throw new UsageError(`cluster ${name} is not running on this machine: start it with ${upCommand(name)}`);
  if (!isShared(settings.store))
    throw new UsageError(
      `the store of cluster ${name} is ${settings.store}, which only one process can use: other control planes can join only if the store is a server (kubets up --store etcd://…)`,
    );
  return settings;
}

async function put<T extends KubeObject>(client: Client, type: ResourceType<T>, object: T): Promise<void> {
  await client.create(type, object).catch((error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
    return client.update(type, object);
  });
}

export async function tokenCreate({ name, ttl }: TokenFlags): Promise<void> {
  const settings = runningSettings(name);
  const { pki } = pathsOf(settings.dataDirectory);
  const authority = await readFile(join(pki, 'ca.crt'), 'utf8');
  const address = settings.advertiseAddress ?? hostAddress() ?? settings.bind;
  const server = `https://${address.includes(':') ? `[${address}]` : address}:${settings.port}`;
  const token = newJoinToken(systemRandom);
  const expires = systemClock.now() + ttl * 1000;
  const sealed = seal(await joinBundleOf(pki, settings.store), token, systemRandom);
  await using connection = await connect(settings);
  const { client } = connection;
  await withDeadline(systemClock, requestTimeoutMs, async () => {
    const open = clusterInfo(server, authority);
    await put(client, configMaps, open.info);
    await put(client, roles, open.role);
    await put(client, roleBindings, open.binding);
    const owner = await client.create(secrets, tokenSecret(token, expires));
    const objects = joinObjects(token, sealed, owner);
    await client.create(secrets, objects.bundle);
    await client.create(roles, objects.role);
    await client.create(roleBindings, objects.binding);
  });
  print(`kubets up --join ${server} --ca-hash ${authorityHash(authority)} --token ${tokenText(token)}`);
  print(
    `\nRun this command on the machine of the new control plane before ${formatTime(expires)}. Keep the token secret: it gives access to the keys of cluster ${contextName(name)}.`,
    2,
  );
  if (/[/@,](localhost|127\.|\[::1\])/.test(settings.store))
    print(
      `Warning: other machines cannot reach the store at ${shownStore(settings.store)}, because its address is a loopback address.`,
      2,
    );
}
