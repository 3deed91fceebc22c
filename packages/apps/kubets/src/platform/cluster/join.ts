/**
 * Fetches what another control plane needs to join, over an untrusted network: reads the cluster's certificate authority
 * from the API server, compares its hash with the expected one, and sends the token only over TLS that this authority
 * verifies.
 */
import { secrets } from '@kubets/api';
import { messageOf, systemClock, withDeadline } from '@kubets/base';
import { startRequest } from '@kubets/base/platform';
import { createClient } from '@kubets/client';
import { createHttpTransport } from '@kubets/client/platform';
import { decodeYaml } from '@kubets/codec/yaml';
import { isReason } from '@kubets/machinery/status-error';
import { UsageError } from '../usage-error.ts';
import { authorityHash } from './authority.ts';
import { type JoinBundle, type JoinToken, unseal } from './join-bundle.ts';

export interface JoinRequest {
  /** `https://host:port` of a running control plane. */
  readonly server: string;
  readonly token: JoinToken;
  /** `sha256:…`, as `kubets token create` prints it. */
  readonly caHash: string;
}

const requestTimeoutMs = 15_000;
const maxResponseLength = 1024 * 1024;
const clusterInfo = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

/** Sends GET to a server that is not verified. Nothing secret may be sent this way. */
function getUnverified(url: URL): Promise<{ readonly status: number; readonly text: string }> {
  return withDeadline(systemClock, requestTimeoutMs, (signal) => request(url, signal));
}

function request(url: URL, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const asking = startRequest(url, { rejectUnauthorized: false, signal, agent: false }, reject);
    asking.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxResponseLength)
          asking.destroy(new UsageError(`the response of ${url.origin} is too large`));
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    asking.end();
  });
}

interface ClusterInfo {
  readonly clusters: readonly { readonly cluster: { readonly 'certificate-authority-data': string } }[];
}

/** The certificate in the kubeconfig in the ConfigMap. */
function certificateIn(text: string): string | undefined {
  try {
    const [kubeconfig] = decodeYaml(JSON.parse(text).data.kubeconfig) as readonly ClusterInfo[];
    return Buffer.from(kubeconfig?.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64').toString();
  } catch {
    return undefined;
  }
}

async function discoverAuthority({ server, caHash }: JoinRequest): Promise<string> {
  const answer = await getUnverified(new URL(clusterInfo, server)).catch((error: unknown) => {
    throw new UsageError(`cannot reach ${server}: ${messageOf(error)}`, { cause: error });
  });
  const certificate = answer.status === 200 ? certificateIn(answer.text) : undefined;
  if (certificate === undefined)
    throw new UsageError(
      `${server} does not publish its certificate authority: create a token there with 'kubets token create'`,
    );
  let found: string;
  try {
    found = authorityHash(certificate);
  } catch (error) {
    throw new UsageError(`the certificate authority that ${server} publishes is not a valid certificate`, {
      cause: error,
    });
  }
  if (found !== caHash)
    throw new UsageError(
      `the certificate authority of ${server} has the hash ${found}, not ${caHash}: this is another cluster, or the connection is intercepted. The token was not sent`,
    );
  return certificate;
}

/** Rejects with UsageError for errors that the user can fix. */
export async function fetchJoinBundle(join: JoinRequest): Promise<JoinBundle> {
  const { server, token } = join;
  const ca = await discoverAuthority(join);
  const transport = createHttpTransport({
    server,
    ca,
    token: `${token.id}.${token.secret}`,
    clock: systemClock,
    userAgent: 'kubets',
    timeoutMs: requestTimeoutMs,
  });
  try {
    const name = `kubets-handover-${token.id}`;
    const { data } = await createClient(transport).get(secrets, { namespace: 'kube-system', name });
    return unseal(Buffer.from(data?.sealed ?? '', 'base64').toString(), token);
  } catch (error) {
    if (isReason(error, 'Unauthorized'))
      throw new UsageError(
        `${server} does not accept the token, or the token has expired: create another with 'kubets token create'`,
      );
    if (isReason(error, 'Forbidden') || isReason(error, 'NotFound'))
      throw new UsageError(`the token cannot be used to join a control plane: create one with 'kubets token create'`);
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot get the certificates from ${server}: ${messageOf(error)}`, { cause: error });
  } finally {
    transport.close();
  }
}
