/** Validation and rows of the kinds that Kubernetes 1.37 serves for the first time. The messages are those of upstream's server. */
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import type { ResourceDefinition } from './resource-definition.ts';
import * as api from './resources.ts';
import { creationErrors, lateErrors } from './strategy-testing.ts';

const any = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const pem =
  '-----BEGIN CERTIFICATE-----\nMIIBcTCCARegAwIBAgIUAMMf+TVn7sLFqeLuQx183YxsohIwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCY2EwIBcNMjYxMTMwMjA0NTMxWhgPMjEyNjExMDYyMDQ1MzFaMA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzJi86B4FyJEFpWSWAy1HkM3bglZKwNjQ183BBFL759ohX18opTmEVBrNlTuFKYNCEW1lYMSIYVN7yVsUBfGMZ6NTMFEwHQYDVR0OBBYEFFXKmb+jOHatmSP/HBnsHoxDP4KdMB8GA1UdIwQYMBaAFFXKmb+jOHatmSP/HBnsHoxDP4KdMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAMSEDLAeGjHcYRRfm1hd8ValGbXebcmfC9GVgbQH2N7PAiAyUpZ26pZqgHHUwxm+GqkjWrrQwQ5dvsAraC7qBXoZ3g==\n-----END CERTIFICATE-----\n';
const noAnchor = 'spec.trustBundle: Invalid value: "<value omitted>": at least one trust anchor must be provided';
const request = {
  signerName: 'example.com/foo',
  podName: 'a',
  podUID: 'x',
  serviceAccountName: 'b',
  serviceAccountUID: 'y',
  nodeName: 'c',
  nodeUID: 'z',
  maxExpirationSeconds: 3600,
  stubPKCS10Request: 'aGVsbG8=',
};

describe('strategy.validate', () => {
  it.each<[string, ResourceDefinition, object, readonly string[]]>([
    [
      'a StorageVersionMigration without a resource',
      any(api.storageVersionMigrations),
      { metadata: { name: 'a' }, spec: {} },
      ['spec.resource.resource: Required value: resource is required to be set'],
    ],
    [
      'a StorageVersionMigration',
      any(api.storageVersionMigrations),
      { metadata: { name: 'a' }, spec: { resource: { resource: 'secrets' } } },
      [],
    ],
    [
      'a DeviceTaintRule without a taint',
      any(api.deviceTaintRules),
      { metadata: { name: 'a' }, spec: {} },
      [
        'spec.taint.key: Invalid value: "": name part must be non-empty',
        expect.stringContaining('spec.taint.key: Invalid value: "": name part must consist of'),
        'spec.taint.effect: Required value',
      ] as string[],
    ],
    [
      'a DeviceTaintRule with an unknown effect',
      any(api.deviceTaintRules),
      { metadata: { name: 'a' }, spec: { taint: { key: 'k', effect: 'Never' } } },
      ['spec.taint.effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"'],
    ],
    [
      'a ClusterTrustBundle without certificates',
      any(api.clusterTrustBundles),
      { metadata: { name: 'a' }, spec: { trustBundle: 'x' } },
      [noAnchor],
    ],
    [
      'a ClusterTrustBundle without the prefix of its signer',
      any(api.clusterTrustBundles),
      { metadata: { name: 'a' }, spec: { signerName: 'x.y/z', trustBundle: pem } },
      ['metadata.name: Invalid value: "a": ClusterTrustBundle for signerName x.y/z must be named with prefix x.y:z:'],
    ],
    [
      'a ClusterTrustBundle with a colon, but no signer',
      any(api.clusterTrustBundles),
      { metadata: { name: 'a:b' }, spec: { trustBundle: pem } },
      ['metadata.name: Invalid value: "a:b": ClusterTrustBundle without signer name must not have ":" in its name'],
    ],
    ['a PodCertificateRequest', any(api.podCertificateRequests), { metadata: { name: 'a' }, spec: request }, []],
    [
      'a PodCertificateRequest of a signer of Kubernetes for more than a day',
      any(api.podCertificateRequests),
      { metadata: { name: 'a' }, spec: { ...request, signerName: 'kubernetes.io/foo', maxExpirationSeconds: 90_000 } },
      ['spec.maxExpirationSeconds: Invalid value: 90000: must be in the range [3600, 86400]'],
    ],
    [
      'a PodCertificateRequest without the UID of its pod',
      any(api.podCertificateRequests),
      { metadata: { name: 'a' }, spec: { ...request, podUID: '', signerName: 'foo' } },
      [
        `spec.signerName: Invalid value: "foo": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
        'spec.podUID: Invalid value: "": must not be empty',
      ],
    ],
  ])('%s', async (_, definition, object, expected) =>
    expect([...creationErrors(definition, object), ...(await lateErrors(definition, object))]).toEqual(expected),
  );
});
