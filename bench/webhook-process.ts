/**
 * A webhook in a separate process, which allows everything.
 *   node bench/webhook-process.ts
 * Prints {"port":N,"caBundle":"…"} when it is ready.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock, systemRandom } from '@kubets/base';
import { makeCertificate } from '@kubets/http-listener/platform';

const day = 86_400_000;
const validity = { notBefore: systemClock.now() - day, notAfter: systemClock.now() + day };
const authority = await makeCertificate({ commonName: 'bench', use: 'authority', ...validity }, systemRandom);
const names = { commonName: 'hook', hosts: ['127.0.0.1'] };
const { certificate, key } = await makeCertificate({ ...names, use: 'server', ...validity }, systemRandom, authority);
const server = createServer({ cert: certificate, key }, async (request, response) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { uid } = JSON.parse(Buffer.concat(chunks).toString()).request;
  const review = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response: { uid, allowed: true } };
  response.end(JSON.stringify(review));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ port, caBundle: Buffer.from(authority.certificate).toString('base64') }));
});
process.once('SIGTERM', () => process.exit(0));
