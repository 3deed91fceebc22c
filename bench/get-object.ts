/**
 * GET of one object over HTTP/2, compared with a bare node:http2 server that sends the same bytes, alternating in one run. Client
 * and servers are separate processes. The warm-up is long enough for the listener to move to a thread.
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from '../test/harness.ts';
import type { BareTask } from './bare-http2.ts';
import { load, spawnScript } from './load.ts';
import { median, type Row } from './measure.ts';

const seconds = 2;
const concurrency = 32;
const rounds = 5;

export async function getObject(): Promise<readonly Row[]> {
  await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
  const pki = join(cluster.directory, 'data/pki');
  const read = (name: string): string => readFileSync(join(pki, name), 'utf8');
  const access = { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key'), seconds, concurrency };
  const path = '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt';
  const body = Buffer.from(await cluster.kubectl('get', '--raw', path));
  const file = join(cluster.directory, 'body');
  writeFileSync(file, body);
  const task: BareTask = { file, ca: access.ca, cert: read('apiserver.crt'), key: read('apiserver.key') };
  const bare = spawnScript('bare-http2.ts', task);
  try {
    const [line] = await once(bare.stdout as NodeJS.ReadableStream, 'data');
    const other = `https://127.0.0.1:${JSON.parse(String(line)).port}${path}`;
    const own = `https://127.0.0.1:${cluster.port}${path}`;
    await load({ ...access, url: own });
    const turns: { own: number; ratio: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const { rate } = await load({ ...access, url: own });
      turns.push({ own: rate, ratio: rate / (await load({ ...access, url: other })).rate });
    }
    const ratio = median(turns.map((turn) => turn.ratio));
    const rate = median(turns.map((turn) => turn.own));
    return [
      {
        what: `GET one object over HTTP/2 (${body.length} bytes, ${concurrency} at once)`,
        measured: `${(ratio * 100).toFixed(0)} % of bare node:http2 (${rate.toFixed(0)}/s)`,
        aim: '≥ 50 %',
        met: ratio >= 0.5,
      },
    ];
  } finally {
    bare.kill('SIGKILL');
  }
}
