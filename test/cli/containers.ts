/** Pods that sleep or serve HTTP, from the image of the shop's tools. */
import { buildImages } from '../../examples/shop/images/build.ts';
import { type Cluster, whyNoContainers } from '../harness.ts';

export const image = 'kubets.local/shop/tools:1';

/** Why tests are skipped, printed once for each file; undefined if containers can run. */
export function needsContainers(what: string): string | undefined {
  const why = whyNoContainers();
  if (why !== undefined) console.log(`skipped: ${what} needs real containers, and ${why}`);
  return why;
}

export async function loadTools(cluster: Cluster): Promise<void> {
  const loaded = await cluster.kubets('image', 'load', ...buildImages(['tools']));
  if (!loaded.includes(image)) throw new Error(`${image} was not loaded: ${loaded}`);
}

const answering = (text: string): string =>
  `trap exit TERM; while true; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\n${text}' | nc -l -p 8080 >/dev/null & wait $!; done`;

/** A Deployment and its Service on port 80. Every pod responds to any request with `text`. */
export function answeringService(name: string, text: string, replicas: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          replicas,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              terminationGracePeriodSeconds: 1,
              containers: [{ name: 'main', image, command: ['sh', '-c', answering(text)] }],
            },
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
  });
}

/** The response of a Service to a request from the host to its cluster IP. */
export async function ask(cluster: Cluster, address: string): Promise<string> {
  const { code, stdout, stderr } = await cluster.run('curl', [
    '-sS',
    '--max-time',
    '3',
    '--retry',
    '5',
    '--retry-all-errors',
    '--retry-delay',
    '0',
    `http://${address}/`,
  ]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

export const clusterIp = (cluster: Cluster, service: string): Promise<string> =>
  cluster.kubectl('get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}');
