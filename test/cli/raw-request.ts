/** Requests with curl: with a certificate, a token, or without credentials. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../harness.ts';

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

interface Identity {
  readonly token?: string;
  readonly certificate?: boolean;
}

/** A curl that trusts the cluster's authority and uses one identity. */
export type Curl = (path: string, ...args: readonly string[]) => Promise<RawAnswer>;

async function field(cluster: Cluster, path: string): Promise<string> {
  const { stdout } = await cluster.tryKubectl(['config', 'view', '--raw', '-o', `jsonpath={${path}}`]);
  return stdout;
}

async function pem(cluster: Cluster, name: string, path: string): Promise<string> {
  const file = join(cluster.directory, name);
  writeFileSync(file, Buffer.from(await field(cluster, path), 'base64'));
  return file;
}

/** `server` overrides the address, for example with that of the `kubernetes` Service. */
export async function curlAs(cluster: Cluster, identity: Identity, server?: string): Promise<Curl> {
  const url = server ?? (await field(cluster, '.clusters[0].cluster.server'));
  const ca = await pem(cluster, 'ca.crt', '.clusters[0].cluster.certificate-authority-data');
  const who =
    identity.certificate === true
      ? [
          ...['--cert', await pem(cluster, 'admin.crt', '.users[0].user.client-certificate-data')],
          ...['--key', await pem(cluster, 'admin.key', '.users[0].user.client-key-data')],
        ]
      : identity.token === undefined
        ? []
        : ['-H', `authorization: Bearer ${identity.token}`];
  return async (path, ...args) => {
    const ran = await cluster.run('curl', [
      ...['-sS', '--max-time', '20', '--cacert', ca, ...who, '-w', '\n%{http_code}', ...args],
      `${url}${path}`,
    ]);
    if (ran.code !== 0) throw new Error(`curl ${path}: ${ran.stderr}`);
    const end = ran.stdout.lastIndexOf('\n');
    return { status: Number(ran.stdout.slice(end + 1)), text: ran.stdout.slice(0, end) };
  };
}
