/**
 * The cluster's certificates on disk: its own authority, the API server's serving certificate, the clients'
 * certificates, the service account key. A warm start only reads files.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Clock, Random } from '@kubets/base';
import {
  type CertificateRequest,
  generatePrivateKey,
  isCurrent,
  type KeyPair,
  makeCertificate,
  privateKeyPem,
} from '@kubets/http-listener/platform';
import { frontProxyUser } from '../../authentication/request-headers.ts';
import { clusterAdminsGroup, kubeletClientUser } from '../../authorization/bootstrap-policy/bootstrap-policy.ts';
import { KeyFiles, readIfThere, writeWhole } from './key-files.ts';

export type { KeyPair } from '@kubets/http-listener/platform';

export interface PkiOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Names and addresses of the API server besides the default ones: bind address, host name. */
  readonly hosts: readonly string[];
  /** The address of the `kubernetes` Service. Default 10.96.0.1. */
  readonly serviceAddress?: string;
  /** Default cluster.local. */
  readonly clusterDomain?: string;
}

/** The owner of a client certificate: user name, groups, and the file name. */
export interface ClientIdentity {
  readonly file: string;
  readonly user: string;
  readonly groups: readonly string[];
}

/** Users to which upstream's bootstrap roles are bound. */
export const clientIdentities = {
  admin: { file: 'admin', user: 'kubernetes-admin', groups: [clusterAdminsGroup] },
  kubeletClient: { file: 'apiserver-kubelet-client', user: kubeletClientUser, groups: [] },
  controllerManager: { file: 'controller-manager', user: 'system:kube-controller-manager', groups: [] },
  scheduler: { file: 'scheduler', user: 'system:kube-scheduler', groups: [] },
  proxy: { file: 'kube-proxy', user: 'system:kube-proxy', groups: ['system:node-proxier'] },
} as const satisfies Record<string, ClientIdentity>;

/** The certificates of front proxies: servers that tell aggregated API servers who the user is. */
export interface FrontProxyPki {
  /** The authority's certificate, PEM. It issues no other certificates. */
  readonly authority: string;
  /** The client certificate of the API server for aggregated API servers. */
  readonly client: KeyPair;
}

export interface Pki {
  /** The authority's certificate, PEM: the trust anchor of clients. */
  readonly authority: string;
  readonly serving: KeyPair;
  /** The client certificate of the API server for kubelets. */
  readonly kubeletClient: KeyPair;
  readonly frontProxy: FrontProxyPki;
  readonly admin: KeyPair;
  /** PKCS #8 DER, for `importSigningKey`. */
  readonly serviceAccountKey: Uint8Array<ArrayBuffer>;
  /** Reads the certificate; creates or renews it if necessary. */
  clientCertificate(identity: ClientIdentity): Promise<KeyPair>;
  /** The client certificate of the kubelet of `node` for the API server. */
  nodeClient(node: string): Promise<KeyPair>;
  /** The serving certificate of the kubelet of `node`, for these host names and addresses. */
  nodeServing(node: string, hosts: readonly string[]): Promise<KeyPair>;
}

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const certificateDays = 365;
const renewDays = 30;
/** Clocks of clients may be behind ours. */
const clockSkewMs = 5 * 60 * 1000;

function servingHosts({
  hosts,
  serviceAddress = '10.96.0.1',
  clusterDomain = 'cluster.local',
}: PkiOptions): readonly string[] {
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    `kubernetes.default.svc.${clusterDomain}`,
  ];
  const wildcards = ['0.0.0.0', '::', ''];
  return [...new Set([...service, 'localhost', '127.0.0.1', '::1', serviceAddress, ...hosts])].filter(
    (host) => !wildcards.includes(host),
  );
}

/** One directory of certificates signed by one authority. */
class CertificateFolder {
  readonly #files: KeyFiles;
  readonly #options: PkiOptions;
  readonly #authority: KeyPair;
  readonly #certificate: X509Certificate;

  constructor(files: KeyFiles, options: PkiOptions, authority: KeyPair) {
    this.#files = files;
    this.#options = options;
    this.#authority = authority;
    this.#certificate = new X509Certificate(authority.certificate);
  }

  async ensure(file: string, wanted: Omit<CertificateRequest, 'notBefore' | 'notAfter'>): Promise<KeyPair> {
    const now = this.#options.clock.now();
    const standing = await this.#files.read(file);
    if (
      standing !== undefined &&
      isCurrent(standing.certificate, this.#certificate, wanted.hosts ?? [], now + renewDays * dayMs)
    )
      return standing;
    const request = { ...wanted, notBefore: now - clockSkewMs, notAfter: now + certificateDays * dayMs };
    const made = await makeCertificate(request, this.#options.random, this.#authority);
    await this.#files.write(file, made);
    return made;
  }

  client({ file, user, groups }: ClientIdentity): Promise<KeyPair> {
    return this.ensure(file, { commonName: user, organizations: groups, use: 'client' });
  }
}

async function ensureAuthority(
  files: KeyFiles,
  { clock, random }: PkiOptions,
  { file, commonName }: { readonly file: string; readonly commonName: string },
): Promise<KeyPair> {
  const standing = await files.read(file);
  if (standing !== undefined) return standing;
  const now = clock.now();
  const made = await makeCertificate(
    { commonName, use: 'authority', notBefore: now - clockSkewMs, notAfter: now + authorityDays * dayMs },
    random,
  );
  await files.write(file, made);
  return made;
}

/** The names of kubeadm. */
async function ensureFrontProxy(files: KeyFiles, options: PkiOptions): Promise<FrontProxyPki> {
  const authority = await ensureAuthority(files, options, { file: 'front-proxy-ca', commonName: 'front-proxy-ca' });
  const folder = new CertificateFolder(files, options, authority);
  const client = await folder.client({ file: frontProxyUser, user: frontProxyUser, groups: [] });
  return { authority: authority.certificate, client };
}

async function ensureServiceAccountKey(files: KeyFiles): Promise<Uint8Array<ArrayBuffer>> {
  const path = files.path('sa.key');
  let pem = await readIfThere(path);
  if (pem === undefined) {
    pem = privateKeyPem(await generatePrivateKey());
    await writeWhole(path, pem);
  }
  return Uint8Array.from(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }));
}

/** Encoded, so that no name leads outside the directory. */
function nodeFile(node: string, use: string): string {
  return `kubelet-${use}-${encodeURIComponent(node)}`;
}

/**
 * Creates missing certificates, renews those that are about to expire or do not match the hosts, and reads the others.
 */
export async function ensurePki(directory: string, options: PkiOptions): Promise<Pki> {
  const files = new KeyFiles(directory);
  await files.prepare();
  const ensuringFrontProxy = ensureFrontProxy(files, options);
  ensuringFrontProxy.catch(() => undefined);
  const authority = await ensureAuthority(files, options, { file: 'ca', commonName: 'kubernetes' });
  const folder = new CertificateFolder(files, options, authority);
  const [serving, kubeletClient, admin, serviceAccountKey, frontProxy] = await Promise.all([
    folder.ensure('apiserver', { commonName: 'kube-apiserver', use: 'server', hosts: servingHosts(options) }),
    folder.client(clientIdentities.kubeletClient),
    folder.client(clientIdentities.admin),
    ensureServiceAccountKey(files),
    ensuringFrontProxy,
  ]);
  return {
    authority: authority.certificate,
    serving,
    kubeletClient,
    frontProxy,
    admin,
    serviceAccountKey,
    clientCertificate: (identity) => folder.client(identity),
    nodeClient: (node) =>
      folder.client({ file: nodeFile(node, 'client'), user: `system:node:${node}`, groups: ['system:nodes'] }),
    nodeServing: (node, hosts) =>
      folder.ensure(nodeFile(node, 'serving'), {
        commonName: `system:node:${node}`,
        organizations: ['system:nodes'],
        use: 'server',
        hosts,
      }),
  };
}
