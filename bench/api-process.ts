/**
 * An API server in a separate process, on any store: the same as kube-apiserver, without controllers and scheduler.
 *   node bench/api-process.ts '{"store":"lmdb:/tmp/x","directory":"/tmp/y","workers":0}'
 * Prints {"port":N} when it is ready. Writes its certificates to the directory.
 */
import { loggerTo, systemClock, systemRandom } from '@kubets/base';
import { listen } from '@kubets/http-listener/platform';
import { importSigningKey } from '@kubets/kube-apiserver';
import { ensurePki } from '@kubets/kube-apiserver/platform';
import { startControlPlane } from '../packages/apps/cluster/src/control-plane.ts';
import { webhookClient } from '../packages/apps/kubets/src/platform/cluster/webhook-client.ts';
import { openStore } from '../packages/apps/kubets/src/platform/store/open-store.ts';

export interface ApiProcessTask {
  readonly store: string;
  readonly directory: string;
  /** Number of threads for TLS and HTTP. */
  readonly workers: number;
}

const task: ApiProcessTask = JSON.parse(process.argv[2] ?? '{}');
const log = loggerTo((line) => line.level !== 'debug' && line.level !== 'info' && console.error(line));
const shared = { clock: systemClock, random: systemRandom };
const pki = await ensurePki(task.directory, { ...shared, hosts: ['127.0.0.1'] });
const plane = await startControlPlane({
  ...shared,
  log,
  store: await openStore(task.store, { ...shared, log }),
  apiServerOnly: true,
  serviceCidr: '10.96.0.0/16',
  advertise: { address: '192.0.2.1', port: 6443 },
  authority: pki.authority,
  tokenKey: await importSigningKey(pki.serviceAccountKey),
  webhooks: webhookClient,
});
const listener = await listen({
  handle: (request) => plane.server.handle(request),
  respond: (answer, request) => plane.server.respond(answer, request),
  authenticator: plane.authenticator,
  authorizer: plane.server.authorizer,
  pki,
  host: '127.0.0.1',
  port: 0,
  workers: task.workers,
  clock: systemClock,
  log,
});
console.log(JSON.stringify({ port: listener.address.port }));
process.once('SIGTERM', () => process.exit(0));
