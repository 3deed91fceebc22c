/** Binding, eviction, logs, streams, proxies and parts of pods. */
import type { Pod } from '@kubets/api';
import { requestInfo } from '@kubets/apiserver/requests';
import { requestOf, type TestBody } from '@kubets/apiserver/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { parseProxyName } from './proxies.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';
beforeEach(async () => {
  cluster = await testCluster();
  await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function pod(name = 'p', spec: object = {}, labels: Record<string, string> = {}): Promise<TestBody> {
  const containers = [{ name: 'a', image: 'i', ports: [{ containerPort: 8080 }] }];
  const { code, body } = await cluster.call(`POST ${core}/pods`, {
    metadata: { name, labels },
    spec: { containers, ...spec },
  });
  expect(code).toBe(201);
  return body;
}

async function node(address = '192.0.2.9', name = 'n1'): Promise<void> {
  await cluster.call('POST /api/v1/nodes', {
    metadata: { name },
    status: {
      addresses: [
        { type: 'Hostname', address: name },
        { type: 'InternalIP', address },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    },
  });
}

const setStatus = (status: object, name = 'p') =>
  cluster.call(
    `PATCH ${core}/pods/${name}/status`,
    { status },
    { headers: { 'content-type': 'application/merge-patch+json' } },
  );

describe('binding', () => {
  const bind = (target: object, name = 'p') =>
    cluster.call(`POST ${core}/pods/${name}/binding`, { metadata: { name }, target });

  it('binds a pod to its node, once', async () => {
    await pod();
    const { code, body } = await bind({ kind: 'Node', name: 'n1' });
    expect([code, body.status]).toEqual([201, 'Success']);
    const bound = (await cluster.call(`GET ${core}/pods/p`)).body as unknown as Pod;
    expect(bound.spec?.nodeName).toBe('n1');
    expect(bound.status?.conditions).toEqual([expect.objectContaining({ type: 'PodScheduled', status: 'True' })]);
    expect(await bind({ kind: 'Node', name: 'n2' })).toMatchObject({
      code: 409,
      body: { message: 'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n1"' },
    });
  });

  it('copies the topology labels of the node to the pod', async () => {
    await cluster.call('POST /api/v1/nodes', {
      metadata: { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'z', other: 'x' } },
    });
    await pod();
    await bind({ kind: 'Node', name: 'n1' });
    expect((await cluster.call(`GET ${core}/pods/p`)).body.metadata?.labels).toEqual({
      'topology.kubernetes.io/zone': 'z',
    });
  });

  it('also works with the old resource', async () => {
    await pod();
    expect(
      (await cluster.call(`POST ${core}/bindings`, { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n1' } }))
        .code,
    ).toBe(201);
  });

  it.each([
    ['no node', {}, 422],
    ['another kind than Node', { kind: 'Pod', name: 'x' }, 422],
  ])('refuses %s', async (_, target, code) => {
    await pod();
    expect((await bind(target)).code).toBe(code);
  });

  it('refuses pods with scheduling gates, and missing pods', async () => {
    await pod('p', { schedulingGates: [{ name: 'x/y' }] });
    expect((await bind({ name: 'n1' })).body.message).toContain('pod p has non-empty .spec.schedulingGates');
    expect((await bind({ name: 'n1' }, 'ghost')).code).toBe(404);
  });
});

describe('eviction', () => {
  const evict = () => cluster.call(`POST ${core}/pods/p/eviction`, { metadata: { name: 'p' } });
  const budget = async (status: object, spec: object = {}) => {
    const path = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    await cluster.call(`POST ${path}`, {
      metadata: { name: 'b' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } }, ...spec },
    });
    await cluster.call(`PATCH ${path}/b/status`, { status: { observedGeneration: 1, expectedPods: 2, ...status } });
  };
  const running = async (ready = 'True') => {
    await pod('p', { nodeName: 'n1' }, { app: 'x' });
    await setStatus({ phase: 'Running', conditions: [{ type: 'Ready', status: ready }] });
  };

  it('deletes a pod without a budget', async () => {
    await running();
    expect((await evict()).code).toBe(201);
    const { code, body } = await cluster.call(`GET ${core}/pods/p`);
    expect(code === 404 || body.metadata?.deletionTimestamp !== undefined).toBe(true);
  });

  it('marks the pod as disrupted, so that its Job can distinguish an eviction from a failure', async () => {
    await running();
    const before = (await cluster.call(`GET ${core}/pods/p`)).body;
    expect((await cluster.call(`POST ${core}/pods/p/eviction?dryRun=All`, { metadata: { name: 'p' } })).code).toBe(201);
    expect((await cluster.call(`GET ${core}/pods/p`)).body).toEqual(before);
    const wrong = { metadata: { name: 'p' }, deleteOptions: { preconditions: { uid: 'other' } } };
    expect((await cluster.call(`POST ${core}/pods/p/eviction`, wrong)).code).toBe(409);
    expect((await cluster.call(`GET ${core}/pods/p`)).body).toEqual(before);
    const { uid, resourceVersion } = before.metadata ?? {};
    const right = { metadata: { name: 'p' }, deleteOptions: { preconditions: { uid, resourceVersion } } };
    expect((await cluster.call(`POST ${core}/pods/p/eviction`, right)).code).toBe(201);
    const { body } = await cluster.call(`GET ${core}/pods/p`);
    expect(body.metadata?.deletionTimestamp).toBeDefined();
    expect(body).toMatchObject({
      status: {
        conditions: expect.arrayContaining([
          expect.objectContaining({
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
          }),
        ]),
      },
    });
  });

  it('decrements the allowed disruptions of the budget', async () => {
    await running();
    await budget({ disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 });
    expect((await evict()).code).toBe(201);
    const after = await cluster.call('GET /apis/policy/v1/namespaces/default/poddisruptionbudgets/b');
    expect(after.body).toMatchObject({ status: { disruptionsAllowed: 0, disruptedPods: { p: expect.any(String) } } });
  });

  it("is refused with upstream's message if the budget is used up", async () => {
    await running();
    await budget({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    const { code, body } = await evict();
    expect(code).toBe(429);
    expect(body.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(body.details?.causes).toEqual([
      { reason: 'DisruptionBudget', message: 'The disruption budget b needs 1 healthy pods and has 1 currently' },
    ]);
    expect((await cluster.call(`GET ${core}/pods/p`)).body.metadata?.deletionTimestamp).toBeUndefined();
  });

  it('allows a pod that serves no traffic', async () => {
    await running('False');
    await budget({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    expect((await evict()).code).toBe(201);
  });

  it('asks the client to retry while the budget is being computed', async () => {
    await running();
    await budget({ observedGeneration: 0 });
    const { code, body } = await evict();
    expect([code, body.details?.retryAfterSeconds]).toEqual([429, 10]);
  });
});

describe('logs and streams', () => {
  it('are proxied to the kubelet', async () => {
    await node();
    await pod('p', { nodeName: 'n1' });
    const log = await cluster.answer(`GET ${core}/pods/p/log?follow=true&tailLines=5`);
    expect(log).toMatchObject({ type: 'proxy', client: 'kubelet', node: 'n1', contentOnly: true });
    expect(String((log as { target: URL }).target)).toBe(
      'https://192.0.2.9:10250/containerLogs/default/p/a?follow=true&tailLines=5',
    );
    const upgrade = (line: string) => cluster.server.handle({ ...requestOf(line), upgrade: true });
    const exec = await upgrade(
      `POST ${core}/pods/p/exec?command=sh&command=-c&command=a%20b&stdin=true&stdout=true&tty=true`,
    );
    expect(String((exec as { target: URL }).target)).toBe(
      'https://192.0.2.9:10250/exec/default/p/a?input=1&output=1&tty=1&command=sh&command=-c&command=a+b',
    );
    const forward = await upgrade(`POST ${core}/pods/p/portforward?ports=80`);
    expect(String((forward as { target: URL }).target)).toBe('https://192.0.2.9:10250/portForward/default/p?port=80');
  });

  it.each(['exec?command=x', 'attach?stdout=1', 'portforward?ports=80'])(
    'require the create permission for %s, although a WebSocket begins with a GET',
    async (call) => {
      const rules = [{ apiGroups: [''], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], verbs: ['get'] }];
      const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
      await cluster.call(`POST ${rbac}/roles`, { metadata: { name: 'reader' }, rules });
      await cluster.call(`POST ${rbac}/rolebindings`, {
        metadata: { name: 'reader' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
      });
      await node();
      await pod('p', { nodeName: 'n1' });
      const user = { name: 'ann', groups: ['system:authenticated'] };
      const subresource = call.split('?')[0];
      expect(
        await cluster.server.handle({ ...requestOf(`GET ${core}/pods/p/${call}`, { user }), upgrade: true }),
      ).toMatchObject({
        object: {
          code: 403,
          message: `pods "p" is forbidden: User "ann" cannot create resource "pods/${subresource}" in API group "" in the namespace "default"`,
        },
      });
      const admin = await cluster.server.handle({ ...requestOf(`GET ${core}/pods/p/${call}`), upgrade: true });
      expect(admin).toMatchObject({ type: 'proxy', node: 'n1' });
    },
  );

  it.each([
    ['log', 'a container name must be specified for pod p, choose one of: [a b]'],
    ['log?container=x', 'container x is not valid for pod p'],
    ['log?container=a&tailLines=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'log?container=a&sinceSeconds=0',
      'PodLogOptions "p" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0',
    ],
    ['exec?container=a&command=x', 'pod p does not have a host assigned'],
    ['attach', 'a container name must be specified for pod p, choose one of: [a b]'],
    ['portforward', 'pod p does not have a host assigned'],
  ])('refuse %s with upstream’s message', async (call, message) => {
    await pod('p', {
      containers: [
        { name: 'a', image: 'i' },
        { name: 'b', image: 'i' },
      ],
    });
    expect((await cluster.call(`GET ${core}/pods/p/${call}`)).body.message).toBe(message);
  });

  it('are empty before the pod is scheduled, and require an upgrade afterwards', async () => {
    await pod();
    expect(await cluster.answer(`GET ${core}/pods/p/log`)).toMatchObject({ type: 'raw', status: 200, body: '' });
    await node();
    await pod('q', { nodeName: 'n1' });
    expect((await cluster.call(`GET ${core}/pods/q/exec?command=x`)).body.message).toBe('Upgrade request required');
    expect((await cluster.call(`GET ${core}/pods/ghost/log`)).body.message).toBe('pods "ghost" not found');
  });
});

describe('proxies', () => {
  const target = async (path: string): Promise<string> =>
    String(((await cluster.answer(`GET ${path}`)) as { target?: URL }).target);

  it('are forwarded to nodes, pods and services', async () => {
    await node();
    expect(await target('/api/v1/nodes/n1/proxy/stats/summary?x=1')).toBe('https://192.0.2.9:10250/stats/summary?x=1');
    await pod('p', { nodeName: 'n1' });
    await setStatus({ phase: 'Running', podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] });
    expect(await target(`${core}/pods/p/proxy/a`)).toBe('http://10.1.2.3:8080/a');
    expect(await target(`${core}/pods/https:p:9000/proxy/`)).toBe('https://10.1.2.3:9000/');
    await cluster.call(`POST ${core}/services`, {
      metadata: { name: 's' },
      spec: { ports: [{ name: 'web', port: 80 }] },
    });
    expect((await cluster.call(`GET ${core}/services/s:web/proxy/`)).body.message).toBe(
      'no endpoints available for service "s"',
    );
    await cluster.call(`POST ${core}/endpoints`, {
      metadata: { name: 's' },
      subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ name: 'web', port: 8080 }] }],
    });
    expect(await target(`${core}/services/s:80/proxy/x`)).toBe('http://10.1.2.3:8080/x');
    expect((await cluster.call(`GET ${core}/services/s:81/proxy/`)).body.message).toBe(
      'no service port 81 found for service "s"',
    );
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1', '169.254.169.254', 'fe80::1'])(
    'never forward from a pod to %s',
    async (podIP) => {
      await pod('p', { nodeName: 'n1' });
      await setStatus({ phase: 'Running', podIP, podIPs: [{ ip: podIP }] });
      expect(await cluster.call(`GET ${core}/pods/p/proxy/a`)).toMatchObject({
        code: 400,
        body: { message: 'address not allowed' },
      });
    },
  );

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '127.1', '::1', '::ffff:7f00:1', '0.0.0.0', 'a/b', 'a@b'])(
    'never forward from a node to %s',
    async (address) => {
      await node(address);
      await pod('p', { nodeName: 'n1' });
      const upgrade = (line: string) => cluster.server.handle({ ...requestOf(line), upgrade: true });
      const refused = { object: { code: 400, message: 'address not allowed' } };
      expect(await cluster.answer('GET /api/v1/nodes/n1/proxy/pods')).toMatchObject(refused);
      expect(await cluster.answer('GET /api/v1/nodes/n1:6443/proxy/')).toMatchObject(refused);
      expect(await cluster.answer(`GET ${core}/pods/p/log`)).toMatchObject(refused);
      expect(await upgrade(`POST ${core}/pods/p/exec?command=x&stdout=1`)).toMatchObject(refused);
      expect(await upgrade(`POST ${core}/pods/p/portforward?ports=80`)).toMatchObject(refused);
    },
  );

  it.each([
    ['GET', 200],
    ['HEAD', 200],
    ['OPTIONS', 200],
    ['POST', 200],
    ['PUT', 200],
    ['PATCH', 200],
    ['DELETE', 200],
    ['TRACE', 405],
    ['PROPFIND', 405],
  ])('answer %s as upstream', async (method, code) => {
    await node();
    const answer = await cluster.answer(`${method} /api/v1/nodes/n1/proxy/pods`);
    expect(answer).toMatchObject(code === 405 ? { object: { code } } : { type: 'proxy', node: 'n1' });
  });

  it('forward no path that leaves the target', async () => {
    await node();
    const at = (path: string) => {
      const request = requestOf('GET /');
      return cluster.server.handle({ ...request, path, info: requestInfo('GET', path, request.query) });
    };
    const leads = async (path: string) => String(((await at(path)) as { target?: URL }).target);
    expect(await at('/api/v1/watch/nodes/n1/proxy/pods')).toMatchObject({ object: { code: 405 } });
    expect(await leads('/api/v1/nodes/n1/proxy/a/../../b/./c//d/')).toBe('https://192.0.2.9:10250/b/c/d/');
    expect(await leads('/api/v1/nodes/n1/proxy/a\\b?c#d\r\n%2e%e')).toBe(
      'https://192.0.2.9:10250/a%5Cb%3Fc%23d%0D%0A%252e%25e',
    );
    expect(await leads('//api//v1//nodes//n1//proxy/a')).toBe('https://192.0.2.9:10250/a');
    expect(await at('//api/v1/nodes/n1/proxy')).toMatchObject({
      status: 301,
      headers: { location: '/api/v1/nodes/n1/proxy/' },
    });
  });

  it.each([
    ['a', { scheme: '', name: 'a', port: '' }],
    ['a:80', { scheme: '', name: 'a', port: '80' }],
    ['https:a:', { scheme: 'https', name: 'a', port: '' }],
    ['ftp:a:1', undefined],
    ['a:b:c:d', undefined],
    ['', undefined],
  ])('read %j', (text, parsed) => {
    expect(parseProxyName(text)).toEqual(parsed);
  });
});

describe('parts of a pod', () => {
  it('ephemeral containers are added and nothing else changes', async () => {
    const old = await pod();
    const spec = {
      ...(old.spec as object),
      nodeName: 'hacked',
      ephemeralContainers: [{ name: 'debug', image: 'busybox' }],
    };
    const put = (body: object) => cluster.call(`PUT ${core}/pods/p/ephemeralcontainers`, body);
    const { code, body } = await put({ ...old, spec });
    expect(code).toBe(200);
    expect((body as unknown as Pod).spec?.ephemeralContainers?.[0]).toMatchObject({ name: 'debug', image: 'busybox' });
    expect((body as unknown as Pod).spec?.nodeName).toBeUndefined();
    expect((await put({ ...body, spec: { ...(body.spec as object), ephemeralContainers: [] } })).code).toBe(422);
  });

  it('resize changes cpu and memory only', async () => {
    const old = (await pod('p', {
      containers: [{ name: 'a', image: 'i', resources: { requests: { cpu: '1' } } }],
    })) as unknown as Pod;
    const containers = [{ ...old.spec?.containers[0], image: 'other', resources: { requests: { cpu: '2' } } }];
    const { code, body } = await cluster.call(`PUT ${core}/pods/p/resize`, {
      ...old,
      spec: { ...old.spec, containers },
    });
    expect(code).toBe(200);
    expect((body as unknown as Pod).spec?.containers[0]).toMatchObject({
      image: 'i',
      resources: { requests: { cpu: '2' } },
    });
  });
});

describe('component statuses', () => {
  it('are computed on request, with a warning that they are deprecated', async () => {
    expect(await cluster.call('GET /api/v1/componentstatuses')).toMatchObject({
      code: 200,
      body: {
        kind: 'ComponentStatusList',
        items: [
          {
            metadata: { name: 'controller-manager' },
            conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
          },
          { metadata: { name: 'etcd-0' } },
          { metadata: { name: 'scheduler' } },
        ],
      },
    });
    expect(await cluster.call('GET /api/v1/componentstatuses/scheduler')).toMatchObject({ code: 200 });
    expect(await cluster.call('GET /api/v1/componentstatuses/x')).toMatchObject({ code: 404 });
    expect(await cluster.answer('GET /api/v1/componentstatuses')).toMatchObject({
      warnings: ['v1 ComponentStatus is deprecated in v1.19+'],
    });
    expect(await cluster.answer(`GET ${core}/endpoints`)).toMatchObject({
      warnings: ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
    });
  });
});
