/** Requests to a cluster as its administrator, over HTTPS. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { decodeYaml } from '@kubets/codec/yaml';

const deadlineMs = 30_000;

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
  }[];
}

export interface Answer {
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Calls the cluster of a kubeconfig. A call rejects if there is no answer. */
export function apiCalls(kubeconfig: string): Call {
  const [config] = decodeYaml(readFileSync(kubeconfig, 'utf8')) as readonly Kubeconfig[];
  const [cluster, user] = [config?.clusters[0]?.cluster, config?.users[0]?.user];
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} has no cluster or user`);
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const agent = new Agent({
    keepAlive: true,
    ca: bytes(cluster['certificate-authority-data']),
    cert: bytes(user['client-certificate-data']),
    key: bytes(user['client-key-data']),
  });
  return (method, path, body) =>
    new Promise((answered, failed) => {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const signal = AbortSignal.timeout(deadlineMs);
      const sent = request(new URL(path, cluster.server), { method, agent, headers, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          try {
            answered({ code: response.statusCode ?? 0, body: JSON.parse(text) });
          } catch {
            answered({ code: response.statusCode ?? 0, body: { message: text } });
          }
        });
      });
      sent.on('error', failed);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
