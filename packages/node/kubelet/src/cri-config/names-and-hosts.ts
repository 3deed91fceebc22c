/** A pod's host name, its /etc/hosts and its resolver. Pure. */
import type { HostAlias, Pod } from '@kubets/api';
import type { ResolverConfig } from '../host/host.ts';

/** Linux refuses longer host names. */
const maxHostnameLength = 63;

export interface PodHostname {
  readonly hostname: string;
  /** With the pod's domain, where a subdomain gives it one; otherwise empty. */
  readonly fqdn: string;
}

export function podHostname(pod: Pod, clusterDomain: string): PodHostname {
  const { hostname, subdomain, hostnameOverride } = pod.spec ?? {};
  if (hostnameOverride) return { hostname: hostnameOverride, fqdn: '' };
  const own = hostname || (pod.metadata?.name ?? '').slice(0, maxHostnameLength).replace(/[-.]+$/, '');
  const fqdn = subdomain ? `${own}.${subdomain}.${pod.metadata?.namespace ?? ''}.svc.${clusterDomain}` : '';
  return { hostname: own, fqdn };
}

/** What the processes see as host name. */
export function kernelHostname(pod: Pod, { hostname, fqdn }: PodHostname): string {
  return pod.spec?.setHostnameAsFQDN && fqdn !== '' && fqdn.length <= 64 ? fqdn : hostname;
}

function aliasLines(aliases: readonly HostAlias[]): string {
  if (aliases.length === 0) return '';
  const lines = aliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  return `\n# Entries added by HostAliases.\n${lines.join('')}`;
}

/** The hosts file of a pod with a network of its own. */
export function hostsFile(pod: Pod, podIPs: readonly string[], { hostname, fqdn }: PodHostname): string {
  const fixed = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
  ];
  const own = podIPs.map((ip) => (fqdn === '' ? `${ip}\t${hostname}` : `${ip}\t${fqdn}\t${hostname}`));
  return `${[...fixed, ...own].join('\n')}\n${aliasLines(pod.spec?.hostAliases ?? [])}`;
}

/** The hosts file of a pod in the node's network: the node's, and the pod's aliases. */
export function hostNetworkHostsFile(pod: Pod, nodeHosts: string): string {
  return `# Kubernetes-managed hosts file (host network).\n${nodeHosts}${aliasLines(pod.spec?.hostAliases ?? [])}`;
}

const limits = { servers: 3, searches: 32, searchCharacters: 2048 };

function limited(config: ResolverConfig): ResolverConfig {
  const searches: string[] = [];
  for (const each of [...new Set(config.searches)].slice(0, limits.searches)) {
    if ([...searches, each].join(' ').length > limits.searchCharacters) break;
    searches.push(each);
  }
  return { servers: [...new Set(config.servers)].slice(0, limits.servers), searches, options: config.options };
}

/** Options of the pod replace those of the same name. */
function mergedOptions(base: readonly string[], own: readonly { name?: string; value?: string }[]): readonly string[] {
  const options = new Map(base.map((option) => [option.split(':')[0] ?? '', option]));
  for (const { name = '', value } of own)
    if (name !== '') options.set(name, value === undefined ? name : `${name}:${value}`);
  return [...options.values()];
}

export interface PodResolver {
  readonly config: ResolverConfig;
  /** The pod uses the cluster DNS and none is configured: an event is recorded. */
  readonly clusterDnsMissing: boolean;
}

export function podResolver(
  pod: Pod,
  host: ResolverConfig,
  cluster: { readonly servers: readonly string[]; readonly domain: string },
): PodResolver {
  const { dnsPolicy = 'ClusterFirst', hostNetwork, dnsConfig } = pod.spec ?? {};
  const wantsCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const clusterDnsMissing = wantsCluster && cluster.servers.length === 0;
  let base: ResolverConfig = host;
  if (dnsPolicy === 'None') base = { servers: [], searches: [], options: [] };
  else if (wantsCluster && !clusterDnsMissing)
    base = {
      servers: cluster.servers,
      searches: [
        `${pod.metadata?.namespace ?? ''}.svc.${cluster.domain}`,
        `svc.${cluster.domain}`,
        cluster.domain,
        ...host.searches,
      ],
      options: ['ndots:5'],
    };
  const config = {
    servers: [...base.servers, ...(dnsConfig?.nameservers ?? [])],
    searches: [...base.searches, ...(dnsConfig?.searches ?? [])],
    options: mergedOptions(base.options, dnsConfig?.options ?? []),
  };
  return { config: limited(config), clusterDnsMissing };
}
