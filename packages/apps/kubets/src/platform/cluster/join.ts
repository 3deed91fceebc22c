/**
 * How a further control plane comes by what it needs, over a network it does not trust: it asks the API server for the
 * cluster's authority, believes it only if its hash is the one it was told, and shows its token over TLS that this
 * authority vouches for.
 */
import { secrets } from '@kubets/api';
import { messageOf, systemClock } from '@kubets/base';
import { startRequest } from '@kubets/base/platform';
import { createClient } from '@kubets/client';
import { createHttpTransport } from '@kubets/client/platform';
import { decodeYaml } from '@kubets/codec/yaml';
import { isReason } from '@kubets/machinery/status-error';
import { UsageError } from '../usage-error.ts';
import { authorityHash } from './authority.ts';
import { type Handover, type JoinToken, unseal } from './handover.ts';

export interface JoinRequest {
  /** `https://host:port` of a living control plane. */
  readonly server: string;
  readonly token: JoinToken;
  /** `sha256:…`, as `kubets token create` prints it. */
  readonly caHash: string;
}

const answerMilliseconds = 15_000;
const largestAnswer = 1024 * 1024;
const clusterInfo = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

/** GET from a server nobody has vouched for yet. Nothing secret may be sent this way. */
function getUnverified(url: URL): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerMilliseconds);
    const asking = startRequest(url, { rejectUnauthorized: false, signal, agent: false }, reject);
    asking.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > largestAnswer) asking.destroy(new UsageError('the answer is too large'));
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

/** The certificate in the kubeconfig that the ConfigMap holds. */
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
    throw new UsageError(`${server} says nothing of its authority: make a token there with 'kubets token create'`);
  let found: string;
  try {
    found = authorityHash(certificate);
  } catch (error) {
    throw new UsageError(`${server} shows an authority that is no certificate`, { cause: error });
  }
  if (found !== caHash)
    throw new UsageError(
      `the authority of ${server} has the hash ${found}, not ${caHash}: it is another cluster, or somebody stands between. The token was not shown to it`,
    );
  return certificate;
}

/** Rejects with UsageError for whatever the user can mend. */
export async function fetchHandover(join: JoinRequest): Promise<Handover> {
  const { server, token } = join;
  const ca = await discoverAuthority(join);
  const transport = createHttpTransport({
    server,
    ca,
    token: `${token.id}.${token.secret}`,
    clock: systemClock,
    userAgent: 'kubets',
    deadline: answerMilliseconds,
  });
  try {
    const name = `kubets-handover-${token.id}`;
    const { data } = await createClient(transport).get(secrets, { namespace: 'kube-system', name });
    return unseal(Buffer.from(data?.sealed ?? '', 'base64').toString(), token);
  } catch (error) {
    if (isReason(error, 'Unauthorized'))
      throw new UsageError(
        `${server} does not know the token, or it has expired: make another with 'kubets token create'`,
      );
    if (isReason(error, 'Forbidden') || isReason(error, 'NotFound'))
      throw new UsageError(`the token is not for joining a control plane: make one with 'kubets token create'`);
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${server} does not hand over: ${messageOf(error)}`, { cause: error });
  } finally {
    transport.close();
  }
}
