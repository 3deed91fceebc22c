/** What the strategies of ClusterTrustBundles and PodCertificateRequests refuse, with upstream's messages. */
import { describe, expect, it } from 'vitest';
import * as api from '../resources.ts';
import { creationErrors, lateErrors } from '../strategy-testing.ts';

const pem = (body: string, type = 'CERTIFICATE', headers = '') =>
  `-----BEGIN ${type}-----\n${headers}${body.replaceAll(/(.{64})/g, '$1\n')}\n-----END ${type}-----\n`;

/** Certificates of an authority and of something else. They expire in a hundred years. */
const authority =
  'MIIBcTCCARegAwIBAgIUAMMf+TVn7sLFqeLuQx183YxsohIwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCY2EwIBcNMjYxMTMwMjA0NTMxWhgPMjEyNjExMDYyMDQ1MzFaMA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzJi86B4FyJEFpWSWAy1HkM3bglZKwNjQ183BBFL759ohX18opTmEVBrNlTuFKYNCEW1lYMSIYVN7yVsUBfGMZ6NTMFEwHQYDVR0OBBYEFFXKmb+jOHatmSP/HBnsHoxDP4KdMB8GA1UdIwQYMBaAFFXKmb+jOHatmSP/HBnsHoxDP4KdMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAMSEDLAeGjHcYRRfm1hd8ValGbXebcmfC9GVgbQH2N7PAiAyUpZ26pZqgHHUwxm+GqkjWrrQwQ5dvsAraC7qBXoZ3g==';
const leaf =
  'MIIBcTCCARigAwIBAgIUc5dkAqDsee6BGAlg4pUD7hFQkywwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEbGVhZjAgFw0yNjExMzAyMDQ1MzFaGA8yMTI2MTEwNjIwNDUzMVowDzENMAsGA1UEAwwEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMyYvOgeBciRBaVklgMtR5DN24JWSsDY0NfNwQRS++faIV9fKKU5hFQazZU7hSmDQhFtZWDEiGFTe8lbFAXxjGejUDBOMB0GA1UdDgQWBBRVypm/ozh2rZkj/xwZ7B6MQz+CnTAfBgNVHSMEGDAWgBRVypm/ozh2rZkj/xwZ7B6MQz+CnTAMBgNVHRMBAf8EAjAAMAoGCCqGSM49BAMCA0cAMEQCICxaAirPAOVtyOa9PubmGEVC4A5BAGFXCMmjlFmIXK7rAiBfYdJH/6F2bi6TsOz0fM1dCTIMhXAVU4QS2wUkrKaNPw==';

const omitted = (detail: string) => `spec.trustBundle: Invalid value: "<value omitted>": ${detail}`;

describe('a ClusterTrustBundle', () => {
  const bundle = (trustBundle: string) => ({ metadata: { name: 'a' }, spec: { trustBundle } });
  it.each<readonly [string, string, ...string[]]>([
    ['with an authority', `text\n${pem(authority)}text\n`],
    ['without a certificate', 'text', omitted('at least one trust anchor must be provided')],
    ['with a leaf', pem(leaf), omitted('entry 0 does not have the CA bit set')],
    ['with something else', pem(authority, 'PUBLIC KEY'), omitted('entry 0 has bad block type: PUBLIC KEY')],
    ['with headers', pem(authority, 'CERTIFICATE', 'a: b\n\n'), omitted('entry 0 has PEM block headers')],
    ['with other bytes', `${pem(authority)}${pem('aGVsbG8=')}`, omitted('entry 1 does not parse as X.509')],
    [
      'with a certificate twice',
      `${pem(authority)}${pem(authority)}`,
      omitted('duplicate trust anchor (indices [0 1])'),
    ],
    [
      'that is too large',
      'x'.repeat(1024 * 1024 + 1),
      'spec.trustBundle: Too long: may not be more than 1048576 bytes',
    ],
  ])('%s', async (_, text, ...errors) =>
    expect(await lateErrors(api.clusterTrustBundles, bundle(text))).toEqual(errors),
  );

  it('keeps the certificates that it has', async () =>
    expect(await lateErrors(api.clusterTrustBundles, bundle(pem(leaf)), bundle(pem(leaf)))).toEqual([]));

  it('has a DNS name after the name of its signer', () => {
    const spec = { signerName: 'x.y/z', trustBundle: pem(authority) };
    expect(creationErrors(api.clusterTrustBundles, { metadata: { name: 'x.y:z:a' }, spec })).toEqual([]);
    expect(creationErrors(api.clusterTrustBundles, { metadata: { name: 'x.y:z:A_' }, spec })).toEqual([
      expect.stringContaining('metadata.name: Invalid value: "x.y:z:A_": a lowercase RFC 1123 subdomain'),
    ]);
  });
});

describe('the status of a PodCertificateRequest', () => {
  const metadata = { name: 'a' };
  const spec = { signerName: 'x.y/z', podName: 'a' };
  const condition = (type: string, status = 'True') => ({
    type,
    status,
    reason: 'Reason',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  const times = {
    notBefore: '2026-01-01T00:00:00Z',
    beginRefreshAt: '2026-01-01T12:00:00Z',
    notAfter: '2026-01-02T00:00:00Z',
  };
  const issued = { conditions: [condition('Issued')], certificateChain: pem(leaf), ...times };
  const errors = (status: unknown, old: object = {}) =>
    lateErrors(api.podCertificateRequests, { metadata, spec, status }, { metadata, spec, status: old }, 'status');
  it.each<readonly [string, object, ...(string | RegExp)[]]>([
    ['issued', issued],
    ['denied', { conditions: [condition('Denied')] }],
    [
      'decided twice',
      { conditions: [condition('Denied', 'False'), condition('Failed')] },
      'status.conditions.[0].status: Unsupported value: "False": supported values: "True"',
      'status.conditions.[1].type: Invalid value: "Failed": There may be at most one condition with type "Issued", "Denied", or "Failed"',
    ],
    [
      'in an unknown state',
      { conditions: [condition('Ready')] },
      'status.conditions.[0].type: Unsupported value: "Ready": supported values: "Issued", "Denied", "Failed"',
    ],
    [
      'denied with a certificate',
      { ...issued, conditions: [condition('Denied')] },
      'status: Invalid value: non-condition status fields must be empty when denying or failing the PodCertificateRequest',
    ],
    [
      'changed without a decision',
      { certificateChain: pem(leaf) },
      'status: Invalid value: status is immutable unless transitioning to "Issued", "Denied", or "Failed"',
    ],
    [
      'issued without a certificate',
      { ...issued, certificateChain: '' },
      'status.certificateChain: Invalid value: "": issued certificate chain must contain at least one certificate',
    ],
    [
      'issued with other bytes',
      { ...issued, certificateChain: pem('aGVsbG8=') },
      /leaf certificate does not parse as valid X.509$/,
    ],
    [
      'issued without times',
      { conditions: issued.conditions, certificateChain: issued.certificateChain },
      'status.notBefore: Required value: must be present and consistent with the issued certificate',
      'status.notAfter: Required value: must be present and consistent with the issued certificate',
      'status.beginRefreshAt: Required value: must be present and in the range [notbefore+10min, notafter-10min]',
    ],
    [
      'refreshed too late',
      { ...issued, beginRefreshAt: times.notAfter },
      'status.beginRefreshAt: Invalid value: "2026-01-02T00:00:00Z": must be at least 10 minutes before status.notAfter',
    ],
  ])('%s', async (_, status, ...expected) => {
    const found = await errors(status);
    expect(found).toHaveLength(expected.length);
    for (const [index, each] of expected.entries())
      expect(found[index]).toEqual(each instanceof RegExp ? expect.stringMatching(each) : each);
  });

  it('does not change after a decision', async () => {
    expect(await errors(issued, issued)).toEqual([]);
    expect(await errors({ conditions: [condition('Failed')] }, issued)).toEqual([
      'status: Invalid value: immutable after PodCertificateRequest is issued, denied, or failed',
    ]);
  });
});
