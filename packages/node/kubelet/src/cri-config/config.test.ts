/** Containers' environment, names, security and images: tables. */
import type { Pod, Secret, Service } from '@kubets/api';
import { threadCpuMs } from '@kubets/base/platform/testing';
import { isLatest, normalizeImage } from '@kubets/cri/image-reference';
import type { ImageInfo } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { registryAuth } from '../images/credentials.ts';
import { environmentOf } from './environment.ts';
import { containerBudget, expandReferences } from './expand.ts';
import { fieldValue, resourceValue } from './field-ref.ts';
import { hostsFile, podHostname, podResolver } from './names-and-hosts.ts';
import { containerSecurity, verifyRunAsNonRoot } from './security.ts';
import { serviceEnvironment } from './service-env.ts';

const pod = (spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  metadata: { name: 'web', namespace: 'shop', uid: 'u', labels: { b: '2', a: 'x"y' } },
  spec: { containers: [{ name: 'c' }], ...spec },
});

describe('references in text', () => {
  it.each([
    ['$(A)-$(B)', '1-$(B)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$1'],
    ['$A $', '$A $'],
    ['$(A', '$(A'],
    ['', ''],
    ['$(__proto__)', '$(__proto__)'],
  ])('%s', (text, expected) => {
    const budget = containerBudget('the test');
    expect(expandReferences(text, (name) => new Map([['A', '1']]).get(name), budget)).toBe(expected);
  });

  it('take as long as the text is, whatever it is', () => {
    const cpuTime = (text: string): number => {
      const begun = threadCpuMs();
      expandReferences(text, () => undefined, containerBudget('the test'));
      return threadCpuMs() - begun;
    };
    const plain = cpuTime('$x'.repeat(700_000));
    expect(cpuTime('$('.repeat(700_000))).toBeLessThan(20 * plain);
    expect(cpuTime(`)${'$('.repeat(700_000)}`)).toBeLessThan(20 * plain);
  });
});

describe('the environment', () => {
  const objects = {
    configMap: async () => ({ data: { large: 'x'.repeat(1_000_000) } }),
    secret: async () => undefined,
    runtimeClass: async () => undefined,
    services: async () => [],
    token: async () => '',
  };
  const named = (index: number): string => `V${index}`;
  const many = Array.from({ length: 200 }, (_, index) => index);
  it.each<[string, NonNullable<NonNullable<Pod['spec']>['containers']>[number]]>([
    [
      'references that multiply',
      {
        name: 'c',
        env: many.slice(0, 40).map((index) => ({
          name: named(index),
          value: index === 0 ? '0123456789' : `$(${named(index - 1)})`.repeat(10),
        })),
      },
    ],
    [
      'one key of an object, named often',
      {
        name: 'c',
        env: many.map((index) => ({
          name: named(index),
          valueFrom: { configMapKeyRef: { name: 'm', key: 'large' } },
        })),
      },
    ],
    [
      'all keys of an object, named often',
      { name: 'c', envFrom: many.map((index) => ({ prefix: named(index), configMapRef: { name: 'm' } })) },
    ],
  ])('is refused when it becomes too large: %s', async (_, container) => {
    const context = {
      pod: pod(),
      nodeName: 'n',
      hostIPs: [],
      podIPs: [],
      allocatable: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    };
    await expect(environmentOf(container, context, objects)).rejects.toThrow(
      'the environment of the container is too large',
    );
  });
});

describe('the downward API', () => {
  const allocatable = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '1Gi' };
  const context = {
    pod: pod({ containers: [{ name: 'c', resources: { requests: { cpu: '250m' }, limits: { memory: '64Mi' } } }] }),
    nodeName: 'n',
    hostIPs: ['1.1.1.1'],
    podIPs: ['2.2.2.2'],
    allocatable,
  };
  it.each([
    ['metadata.labels', 'a="x\\"y"\nb="2"'],
    ["metadata.labels['b']", '2'],
    ["metadata.annotations['none']", ''],
    ['status.podIP', '2.2.2.2'],
    ['spec.nodeName', 'n'],
  ])('%s', (fieldPath, expected) => {
    expect(fieldValue({ fieldPath }, context)).toBe(expected);
  });
  it.each([
    ['requests.cpu', undefined, '1'],
    ['requests.cpu', '1m', '250'],
    ['limits.cpu', undefined, '4'],
    ['limits.memory', '1Mi', '64'],
    ['requests.memory', '1Ki', '65536'],
  ])('%s by %s', (resource, divisor, expected) => {
    expect(resourceValue({ resource, ...(divisor === undefined ? {} : { divisor }) }, context, 'c')).toBe(expected);
  });
});

describe('Services in the environment', () => {
  it('names hosts and ports, of the own namespace and of the API', () => {
    const service = (namespace: string, name: string, clusterIP: string): Service => ({
      metadata: { namespace, name },
      spec: { clusterIP, ports: [{ name: 'http', port: 80 }] },
    });
    const all = [
      service('shop', 'my-api', '10.0.0.9'),
      service('default', 'kubernetes', '10.0.0.1'),
      service('other', 'x', '10.0.0.8'),
      service('shop', 'headless', 'None'),
    ];
    const variables = serviceEnvironment(all, 'shop', true);
    expect(Object.fromEntries([...variables].filter(([name]) => name.startsWith('MY_API')))).toEqual({
      MY_API_SERVICE_HOST: '10.0.0.9',
      MY_API_SERVICE_PORT: '80',
      MY_API_SERVICE_PORT_HTTP: '80',
      MY_API_PORT: 'tcp://10.0.0.9:80',
      MY_API_PORT_80_TCP: 'tcp://10.0.0.9:80',
      MY_API_PORT_80_TCP_PROTO: 'tcp',
      MY_API_PORT_80_TCP_PORT: '80',
      MY_API_PORT_80_TCP_ADDR: '10.0.0.9',
    });
    expect([...variables.keys()].some((name) => name.startsWith('X_'))).toBe(false);
    expect([...serviceEnvironment(all, 'shop', false).keys()].every((name) => name.startsWith('KUBERNETES_'))).toBe(
      true,
    );
  });
});

describe('names and resolver', () => {
  it('gives a pod with a subdomain its full name, and the aliases asked for', () => {
    const named = pod({ hostname: 'h', subdomain: 's', hostAliases: [{ ip: '9.9.9.9', hostnames: ['a', 'b'] }] });
    const hostname = podHostname(named, 'cluster.local');
    expect(hostname.fqdn).toBe('h.s.shop.svc.cluster.local');
    expect(hostsFile(named, ['2.2.2.2'], hostname)).toContain(
      '2.2.2.2\th.s.shop.svc.cluster.local\th\n\n# Entries added by HostAliases.\n9.9.9.9\ta\tb\n',
    );
  });
  const host = { servers: ['9.9.9.9'], searches: ['host.test'], options: ['edns0'] };
  const cluster = { servers: ['10.96.0.10'], domain: 'cluster.local' };
  it.each<[string, Pod, unknown]>([
    [
      'ClusterFirst',
      pod(),
      {
        servers: ['10.96.0.10'],
        searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'host.test'],
        options: ['ndots:5'],
      },
    ],
    ['ClusterFirst in the host network', pod({ hostNetwork: true }), host],
    ['Default', pod({ dnsPolicy: 'Default' }), host],
    [
      'None',
      pod({ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], options: [{ name: 'ndots', value: '2' }] } }),
      { servers: ['1.1.1.1'], searches: [], options: ['ndots:2'] },
    ],
  ])('%s', (_, subject, expected) => {
    expect(podResolver(subject, host, cluster).config).toEqual(expected);
  });
  it('says when there is no cluster DNS', () => {
    expect(podResolver(pod(), host, { servers: [], domain: 'd' })).toEqual({ config: host, clusterDnsMissing: true });
  });
});

describe('security', () => {
  const image = (more: Partial<ImageInfo> = {}): ImageInfo => ({
    id: '',
    repoTags: [],
    repoDigests: [],
    size: 0,
    username: '',
    pinned: false,
    ...more,
  });
  it.each<[string, Parameters<typeof verifyRunAsNonRoot>[1]['securityContext'], ImageInfo, string | undefined]>([
    [
      'root by the image',
      { runAsNonRoot: true },
      image({ uid: 0 }),
      'container has runAsNonRoot and image will run as root (pod: "web_shop(u)", container: c)',
    ],
    [
      'a name',
      { runAsNonRoot: true },
      image({ username: 'app' }),
      'container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root (pod: "web_shop(u)", container: c)',
    ],
    [
      'root by the spec',
      { runAsNonRoot: true, runAsUser: 0 },
      image({ uid: 5 }),
      'container\'s runAsUser breaks non-root policy (pod: "web_shop(u)", container: c)',
    ],
    ['a number', { runAsNonRoot: true }, image({ uid: 5 }), undefined],
    ['not asked', {}, image(), undefined],
  ])('%s', (_, securityContext, subject, expected) => {
    const verify = (): void =>
      verifyRunAsNonRoot(pod(), { name: 'c', ...(securityContext ? { securityContext } : {}) }, subject);
    if (expected === undefined) expect(verify).not.toThrow();
    else expect(verify).toThrow(expected);
  });
  it('masks the host, unless the container is privileged', () => {
    const plain = containerSecurity(pod(), { name: 'c' }, image());
    expect(plain.maskedPaths).toContain('/proc/kcore');
    expect(containerSecurity(pod(), { name: 'c', securityContext: { privileged: true } }, image()).maskedPaths).toEqual(
      [],
    );
  });
});

describe('image names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['me/app:1', 'docker.io/me/app:1'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/a/b:2', 'localhost:5000/a/b:2'],
    [`r.io/a@sha256:${'a'.repeat(64)}`, `r.io/a@sha256:${'a'.repeat(64)}`],
    ['Bad', undefined],
    ['a b', undefined],
    ['a:', undefined],
    ['', undefined],
    ['../x', undefined],
    ['x'.repeat(2000), undefined],
  ])('%s', (image, expected) => {
    expect(normalizeImage(image)).toBe(expected);
  });
  it('pulls the latest always', () => {
    expect(['a', 'a:latest', 'a:1'].map(isLatest)).toEqual([true, true, false]);
  });
  it('finds the credentials of the longest matching registry', () => {
    const config = {
      auths: {
        'https://index.docker.io/v1/': { auth: btoa('u:p:q') },
        'r.io/team': { username: 't', password: 'w' },
        'r.io': { username: 'x', password: 'y' },
      },
    };
    const secret: Secret = { data: { '.dockerconfigjson': btoa(JSON.stringify(config)) } };
    expect(registryAuth(secret, 'nginx')).toEqual({ username: 'u', password: 'p:q' });
    expect(registryAuth(secret, 'r.io/team/app')).toEqual({ username: 't', password: 'w' });
    expect(registryAuth(secret, 'r.io/teams/app')).toEqual({ username: 'x', password: 'y' });
    expect(registryAuth(secret, 'else.io/app')).toBeUndefined();
    expect(registryAuth({ data: { '.dockerconfigjson': btoa('junk') } }, 'nginx')).toBeUndefined();
    for (const auth of ['%%%', btoa('no colon')]) {
      const odd = { data: { '.dockerconfigjson': btoa(JSON.stringify({ auths: { 'r.io': { auth } } })) } };
      expect(registryAuth(odd, 'r.io/app')).toBeUndefined();
    }
  });
});
