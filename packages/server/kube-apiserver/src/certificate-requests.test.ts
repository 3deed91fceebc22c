/** CertificateSigningRequests: their content, their requester, and what approvers and signers may change. */
// The library's decorators require this polyfill.
import 'reflect-metadata';
import type { CertificateSigningRequest } from '@kubets/api';
import { Pkcs10CertificateRequestGenerator, X509CertificateGenerator } from '@peculiar/x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const signerName = 'example.com/signer';
const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const keysOf = (algorithm: typeof p256 | typeof rsa | { name: 'Ed25519' }) =>
  crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

async function pemOf(algorithm: typeof p256 | typeof rsa | { name: 'Ed25519' } = p256): Promise<string> {
  const keys = await keysOf(algorithm);
  const signingAlgorithm = algorithm as typeof p256;
  return (await Pkcs10CertificateRequestGenerator.create({ name: 'CN=eve', keys, signingAlgorithm })).toString('pem');
}

async function certificate(): Promise<string> {
  const keys = await keysOf(p256);
  const made = await X509CertificateGenerator.createSelfSigned({ name: 'CN=eve', keys, signingAlgorithm: p256 });
  return btoa(`${made.toString('pem')}\n`);
}

async function ask(spec: object = {}, name = 'a') {
  const all = { request: btoa(await pemOf()), signerName, usages: ['client auth'], ...spec };
  return cluster.call(`POST ${requests}`, { metadata: { name }, spec: all });
}

async function write(part: string, status: object) {
  const { body } = await cluster.call(`GET ${requests}/a`);
  const read = body as unknown as CertificateSigningRequest;
  return cluster.call(`PUT ${requests}/a/${part}`, { ...read, status: { ...read.status, ...status } });
}

const conditions = (...types: string[]) => ({
  conditions: types.map((type) => ({ type, status: 'True', reason: 'r', message: 'm' })),
});

describe('the content of a request', () => {
  it.each([
    ['ECDSA', p256],
    ['RSA', rsa],
    ['Ed25519', { name: 'Ed25519' as const }],
  ])('is accepted if it is signed with its own %s key', async (_, algorithm) => {
    const { code, body } = await ask({ request: btoa(await pemOf(algorithm)) });
    expect([code, body.message]).toEqual([201, undefined]);
  });

  it('is refused if its signature does not match', async () => {
    const der = await pemOf();
    const [first = '', ...lines] = der.split('\n');
    const body = atob(lines.slice(0, -1).join(''));
    const changed = body.replace('eve', 'bob');
    const forged = `${first}\n${btoa(changed)}\n-----END CERTIFICATE REQUEST-----\n`;
    const { code, body: answer } = await ask({ request: btoa(forged) });
    expect([code, answer.message]).toEqual([422, expect.stringContaining('x509: ECDSA verification failure')]);
  });

  it.each([
    ['nothing', '', 'PEM block type must be CERTIFICATE REQUEST'],
    [
      'a certificate',
      btoa('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'),
      'PEM block type must be CERTIFICATE REQUEST',
    ],
    [
      'malformed DER',
      btoa('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----'),
      'malformed certificate request',
    ],
  ])('is refused if it is %s', async (_, request, message) => {
    const { code, body } = await ask({ request });
    expect([code, body.message]).toEqual([422, expect.stringContaining(`spec.request: Invalid value`)]);
    expect(body.message).toContain(message);
  });

  it.each([
    [{ usages: [] }, 'spec.usages: Required value'],
    [{ usages: ['client auth', 'client auth'] }, 'spec.usages[1]: Duplicate value: "client auth"'],
    [{ usages: ['fishing'] }, 'spec.usages[0]: Unsupported value: "fishing"'],
    [{ signerName: 'none' }, "must be a fully qualified domain and path of the form 'example.com/signer-name'"],
    [
      { signerName: 'local/x' },
      'spec.signerName: Invalid value: "local": should be a domain with at least two segments separated by dots',
    ],
    [{ signerName: 'kubernetes.io/legacy-unknown' }, 'the legacy signerName is not allowed via this API version'],
    [
      { expirationSeconds: 599 },
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)',
    ],
  ])('%j is refused', async (spec, message) => {
    const { code, body } = await ask(spec);
    expect([code, body.message?.includes(message.replaceAll('\\"', '"'))]).toEqual([422, true]);
  });

  it('names the user who made the request, and never changes', async () => {
    const user = { name: 'eve', uid: '7', groups: ['system:masters', 'dev'], extra: { team: ['x'] } };
    const spec = { request: btoa(await pemOf()), signerName, usages: ['client auth'], username: 'root', groups: ['g'] };
    const made = (await cluster.call(`POST ${requests}`, { metadata: { name: 'a' }, spec }, { user }))
      .body as unknown as CertificateSigningRequest;
    expect(made.spec).toMatchObject({
      username: 'eve',
      uid: '7',
      groups: ['system:masters', 'dev'],
      extra: { team: ['x'] },
    });
    const { body } = await cluster.call(`PUT ${requests}/a`, { ...made, spec: { ...made.spec, username: 'root' } });
    expect((body as unknown as CertificateSigningRequest).spec).toEqual(made.spec);
  });
});

describe('the status of a request', () => {
  it('is decided once, by approval, with times', async () => {
    await ask();
    const { code, body } = await write('approval', conditions('Approved'));
    expect(code).toBe(200);
    const [approved] = (body as unknown as CertificateSigningRequest).status?.conditions ?? [];
    expect([approved?.lastTransitionTime, approved?.lastUpdateTime]).toEqual([expect.any(String), expect.any(String)]);
    expect((await write('approval', { conditions: [] })).body.message).toContain(
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    );
    expect((await write('approval', conditions('Approved', 'Denied'))).body.message).toContain(
      'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    );
  });

  it('gets no decision from a signer', async () => {
    await ask();
    expect((await write('status', conditions('Approved'))).body.message).toContain(
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    );
    expect((await write('status', conditions('Failed'))).code).toBe(200);
    const unknown = { conditions: [{ type: 'Failed', status: 'False' }] };
    expect((await write('status', unknown)).body.message).toContain(
      'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
    );
  });

  it('gets a certificate from a signer only, once', async () => {
    await ask();
    await write('approval', { ...conditions('Approved'), certificate: await certificate() });
    expect(
      ((await cluster.call(`GET ${requests}/a`)).body as unknown as CertificateSigningRequest).status?.certificate,
    ).toBeUndefined();
    expect((await write('status', { certificate: btoa('text') })).body.message).toContain(
      'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    );
    expect((await write('status', { certificate: await certificate() })).code).toBe(200);
    expect((await write('status', { certificate: await certificate() })).body.message).toContain(
      'status.certificate: Forbidden: updates may not modify existing certificate content',
    );
  });
});
