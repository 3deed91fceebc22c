/** Certificates for tests: an authority, the server's, and those of nodes. Nothing is written to disk. */
import { systemRandom } from '@kubets/base';
import { type CertificateRequest, type KeyPair, makeCertificate } from './certificate.ts';

/** The validity period: a thousand years around the tests. */
const validity = { notBefore: Date.UTC(1970, 0), notAfter: Date.UTC(2970, 0) };

export interface TestCertificates {
  /** PEM. */
  readonly authority: string;
  readonly serving: KeyPair;
  readonly kubeletClient: KeyPair;
  nodeClient(node: string): Promise<KeyPair>;
  nodeServing(node: string, hosts: readonly string[]): Promise<KeyPair>;
}

export async function testCertificates(): Promise<TestCertificates> {
  const authority = await makeCertificate({ commonName: 'kubernetes', use: 'authority', ...validity }, systemRandom);
  const issue = (request: Omit<CertificateRequest, keyof typeof validity>): Promise<KeyPair> =>
    makeCertificate({ ...request, ...validity }, systemRandom, authority);
  const node = { organizations: ['system:nodes'] };
  return {
    authority: authority.certificate,
    serving: await issue({ commonName: 'kube-apiserver', use: 'server', hosts: ['localhost', '127.0.0.1', '::1'] }),
    kubeletClient: await issue({ commonName: 'kube-apiserver-kubelet-client', use: 'client' }),
    nodeClient: (name) => issue({ ...node, commonName: `system:node:${name}`, use: 'client' }),
    nodeServing: (name, hosts) => issue({ ...node, commonName: `system:node:${name}`, use: 'server', hosts }),
  };
}
