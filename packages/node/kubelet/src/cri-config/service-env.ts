/** The environment variables by which containers find Services: `WEB_SERVICE_HOST` and docker's old link variables. */
import type { Service } from '@kubets/api';

const variableName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

function ofService(service: Service): readonly (readonly [string, string])[] {
  const { clusterIP = '', ports = [] } = service.spec ?? {};
  const [first] = ports;
  if (first === undefined) return [];
  const name = variableName(service.metadata?.name ?? '');
  const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP;
  const url = (port: { readonly protocol?: string; readonly port: number }): string =>
    `${(port.protocol ?? 'TCP').toLowerCase()}://${host}:${port.port}`;
  return [
    [`${name}_SERVICE_HOST`, clusterIP],
    [`${name}_SERVICE_PORT`, String(first.port)],
    ...ports
      .filter((port) => port.name)
      .map((port) => [`${name}_SERVICE_PORT_${variableName(port.name ?? '')}`, String(port.port)] as const),
    [`${name}_PORT`, url(first)],
    ...ports.flatMap((port) => {
      const protocol = port.protocol ?? 'TCP';
      const prefix = `${name}_PORT_${port.port}_${protocol.toUpperCase()}`;
      return [
        [prefix, url(port)],
        [`${prefix}_PROTO`, protocol.toLowerCase()],
        [`${prefix}_PORT`, String(port.port)],
        [`${prefix}_ADDR`, clusterIP],
      ] as const;
    }),
  ];
}

/** Without `links` only the API server's own Service is named. */
export function serviceEnvironment(
  services: readonly Service[],
  namespace: string,
  links: boolean,
): ReadonlyMap<string, string> {
  const isApi = ({ metadata }: Service): boolean => metadata?.namespace === 'default' && metadata.name === 'kubernetes';
  const named = services.filter((service) => {
    const address = service.spec?.clusterIP;
    if (!address || address === 'None') return false;
    return isApi(service) || (links && service.metadata?.namespace === namespace);
  });
  return new Map(named.flatMap(ofService));
}
