/** The kubelet's paths: which pod, container and action a request means. As upstream's server names them. */

export type KubeletRoute =
  | { readonly type: 'logs'; readonly namespace: string; readonly pod: string; readonly container: string }
  | { readonly type: 'exec' | 'attach'; readonly namespace: string; readonly pod: string; readonly container: string }
  | { readonly type: 'portForward'; readonly namespace: string; readonly pod: string }
  | { readonly type: 'pods' }
  | { readonly type: 'healthz' };

const parameters: Readonly<Record<string, readonly number[]>> = {
  containerLogs: [3],
  exec: [3, 4],
  attach: [3, 4],
  portForward: [2, 3],
};

/** `/exec/NAMESPACE/POD/CONTAINER` or, with the pod's uid, `/exec/NAMESPACE/POD/UID/CONTAINER`; undefined: no such path. */
export function parseRoute(path: string): KubeletRoute | undefined {
  const [, action = '', ...rest] = path.split('/');
  if (path === '/healthz' || path === '/healthz/ping') return { type: 'healthz' };
  if (path === '/pods' || path === '/pods/') return { type: 'pods' };
  if (!Object.hasOwn(parameters, action)) return undefined;
  let parts: string[];
  try {
    parts = rest.filter((part) => part !== '').map(decodeURIComponent);
  } catch {
    return undefined;
  }
  if (parameters[action]?.includes(parts.length) !== true) return undefined;
  const [namespace = '', pod = ''] = parts;
  const container = parts.at(-1) ?? '';
  if (action === 'portForward') return { type: 'portForward', namespace, pod };
  if (action === 'containerLogs') return { type: 'logs', namespace, pod, container };
  return { type: action === 'exec' ? 'exec' : 'attach', namespace, pod, container };
}

/** Upstream's methods of each route. */
export function methodsOf(route: KubeletRoute): readonly string[] {
  const streams = route.type === 'exec' || route.type === 'attach' || route.type === 'portForward';
  return streams ? ['GET', 'POST'] : ['GET', 'HEAD'];
}

/** What must be allowed on the node for this route: the subresource of `nodes`. */
export function requiredSubresource(route: KubeletRoute): string {
  if (route.type === 'healthz') return 'healthz';
  return route.type === 'pods' ? 'pods' : 'proxy';
}
