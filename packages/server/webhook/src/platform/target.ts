/** The address of a webhook, from its client configuration. */
import type { ServiceAddress, ServiceResolver } from '../service-resolver.ts';
import { WebhookCallError, type WebhookClientConfig, type WebhookService } from '../webhook-client.ts';

export interface Target {
  /** With the timeout in the query, as error messages show it. */
  readonly shown: string;
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  /** The name in the certificate. */
  readonly serverName: string;
  address(resolve: ServiceResolver): Promise<ServiceAddress>;
}

const httpsPort = 443;

/** Without empty segments and a slash at the end. */
function cleanPath(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`;
}

function serviceTarget({ namespace, name, path = '', port = httpsPort }: WebhookService, query: string): Target {
  const serverName = `${name}.${namespace}.svc`;
  const host = `${serverName}:${port}`;
  const { pathname } = new URL(`https://${host}${path.startsWith('/') ? '' : '/'}${path}`);
  const full = cleanPath(pathname) + query;
  return {
    shown: `https://${host}${full}`,
    path: full,
    host,
    serverName,
    address: (resolve) => resolve(namespace, name, port),
  };
}

function urlTarget(url: string, query: string): Target {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:') throw new WebhookCallError(`Unparsable URL: ${JSON.stringify(url)}`);
  const name = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const full = cleanPath(parsed.pathname) + query;
  const port = parsed.port === '' ? httpsPort : Number(parsed.port);
  return {
    shown: `https://${parsed.host}${full}`,
    path: full,
    host: parsed.host,
    serverName: name,
    address: async () => ({ host: name, port }),
  };
}

/** Throws a WebhookCallError if the configuration names no address. */
export function targetOf({ url, service }: WebhookClientConfig, timeoutMs: number): Target {
  const query = `?timeout=${Math.ceil(timeoutMs / 1000)}s`;
  if (service !== undefined) return serviceTarget(service, query);
  if (url === undefined || url === '')
    throw new WebhookCallError('webhook configuration must have either service or URL');
  return urlTarget(url, query);
}
