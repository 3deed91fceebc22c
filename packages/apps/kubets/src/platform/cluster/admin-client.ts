/** The administrator's access to a cluster on this machine, with the certificates in its data directory. */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { messageOf, systemClock } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import { createHttpTransport, type KubeconfigEntry, mergeKubeconfig } from '@kubets/client/platform';
import { UsageError } from '../usage-error.ts';
import { pathsOf } from './paths.ts';
import { type ClusterSettings, contextName } from './settings.ts';

/** The URL at which this machine reaches the API server. */
export function serverUrl({ bind, port }: Pick<ClusterSettings, 'bind' | 'port'>): string {
  const wildcard = bind === '0.0.0.0' || bind === '::';
  const host = wildcard ? '127.0.0.1' : bind;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Converts an EC key to SEC 1 PEM. Clients that derive the algorithm from the PEM label, such as fabric8, read PKCS #8 as
 * RSA. Keys of other algorithms are not changed.
 */
export function clientKey(pem: string): string {
  if (!pem.includes('-----BEGIN PRIVATE KEY-----')) return pem;
  const key = createPrivateKey(pem);
  return key.asymmetricKeyType === 'ec' ? key.export({ type: 'sec1', format: 'pem' }).toString() : pem;
}

export async function adminEntry(settings: ClusterSettings): Promise<KubeconfigEntry> {
  const { pki } = pathsOf(settings.dataDirectory);
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFile(join(pki, name), 'utf8')),
  );
  return {
    name: contextName(settings.name),
    server: serverUrl(settings),
    ca: ca ?? '',
    cert: cert ?? '',
    key: clientKey(key ?? ''),
  };
}

/** The file that `kubectl config` changes: the first of $KUBECONFIG, or ~/.kube/config. */
export function kubeconfigPath(given: string | undefined): string {
  const first = (process.env.KUBECONFIG ?? '').split(delimiter).find((path) => path !== '');
  return given ?? first ?? join(homedir(), '.kube/config');
}

/**
 * Adds the cluster's context to a kubeconfig and makes it the current context. Throws UsageError if it cannot be written.
 */
export async function addContext(kubeconfig: string, settings: ClusterSettings): Promise<void> {
  const entry = await adminEntry(settings);
  try {
    await mergeKubeconfig(kubeconfig, entry);
  } catch (error) {
    throw new UsageError(`cannot add the cluster to kubeconfig ${kubeconfig}: ${messageOf(error)}`);
  }
}

export interface AdminConnection extends AsyncDisposable {
  readonly client: Client;
}

export async function connect(settings: ClusterSettings): Promise<AdminConnection> {
  const { server, ca, cert, key } = await adminEntry(settings);
  const transport = createHttpTransport({ server, ca, cert, key, clock: systemClock, userAgent: 'kubets' });
  return { client: createClient(transport), [Symbol.asyncDispose]: async () => transport.close() };
}
