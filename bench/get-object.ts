/** GET of one object over HTTP/2, against a bare node:http2 server that sends the same bytes: one run, by turns. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Cluster } from '../test/harness.ts';
import { median, type Row } from './measure.ts';

const seconds = 2;
const concurrency = 32;
const rounds = 5;

interface Access {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Requests a second, from a process of its own. */
function load(url: string, access: Access): Promise<number> {
  const task = JSON.stringify({ url, ...access, seconds, concurrency });
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, 'http2-load.ts'), task], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('exit', (code) => {
      if (code !== 0) failed(new Error(`the load generator ended with ${code}`));
      else {
        const { requests, seconds: took } = JSON.parse(text);
        done(requests / took);
      }
    });
  });
}

async function bare(
  access: Access & { readonly serving: { readonly cert: string; readonly key: string } },
  body: Buffer,
): Promise<{ readonly port: number; close(): void }> {
  const server = createSecureServer({
    cert: access.serving.cert,
    key: access.serving.key,
    ca: access.ca,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/json', 'content-length': body.length });
    stream.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

export async function getObject(): Promise<readonly Row[]> {
  await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
  const pki = join(cluster.directory, 'data/pki');
  const read = (name: string): string => readFileSync(join(pki, name), 'utf8');
  const access: Access = { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
  const path = '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt';
  const body = Buffer.from(await cluster.kubectl('get', '--raw', path));
  const peer = await bare({ ...access, serving: { cert: read('apiserver.crt'), key: read('apiserver.key') } }, body);
  const ratios: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await load(`https://127.0.0.1:${cluster.port}${path}`, access);
    const other = await load(`https://127.0.0.1:${peer.port}${path}`, access);
    ours.push(own);
    ratios.push(own / other);
  }
  peer.close();
  const ratio = median(ratios);
  return [
    {
      what: `GET one object over HTTP/2 (${body.length} bytes, ${concurrency} at once)`,
      measured: `${(ratio * 100).toFixed(0)} % of bare node:http2 (${median(ours).toFixed(0)}/s)`,
      aim: '≥ 50 %',
      met: ratio >= 0.5,
    },
  ];
}
