/** Clients of a group version that an extension API server serves. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ExtensionServer, group, hostAddress, version } from '../extension-server.ts';
import { Cluster, eventually } from '../harness.ts';

const skip = hostAddress() === undefined;
if (skip) console.log('skipped: this machine has no address other than loopback');

describe.skipIf(skip).each([[[]], [['--http-workers', '1']]])('aggregation with kubets up %j', (flags) => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated', ...flags] });
  const pem = (file: string): string => readFileSync(join(cluster.directory, 'data/pki', file), 'utf8');
  let server: ExtensionServer;
  let credentials: { readonly ca: string; readonly cert: string; readonly key: string };

  beforeAll(async () => {
    await cluster.up();
    credentials = { ca: pem('ca.crt'), cert: pem('admin.crt'), key: pem('admin.key') };
    server = await ExtensionServer.start(pem('front-proxy-ca.crt'));
    await server.register(cluster);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  const cow = (name: string): string =>
    JSON.stringify({ apiVersion: `${group}/${version}`, kind: 'Cow', metadata: { name }, sound: 'moo' });

  interface Got {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: string;
  }

  function send(
    method: string,
    path: string,
    {
      headers = {},
      body,
      as = credentials,
    }: { headers?: Record<string, string | string[]>; body?: string; as?: object } = {},
  ): Promise<Got> {
    return new Promise((resolve, reject) => {
      const agent = new Agent({ ca: credentials.ca, ...as });
      const sent = httpsRequest(`https://127.0.0.1:${cluster.port}${path}`, { method, headers, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('error', reject).on('end', () => {
          agent.destroy();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.on('error', reject).end(body);
    });
  }

  const cows = `/apis/${group}/${version}/namespaces/default/cows`;

  it('kubectl lists the APIServices: the server, and those of this server', async () => {
    const list = () => cluster.kubectl('get', 'apiservices', '--no-headers');
    const lines = await eventually(async () => {
      const output = await list();
      return /^v1\.apps +Local +True/m.test(output) ? output : undefined;
    }, 'local APIServices');
    expect(lines).toMatch(new RegExp(`^${version}.${group} +default/farm +True`, 'm'));
    expect(lines).toMatch(/^v1\. +Local +True/m);
    const core = await cluster.json<{ metadata: object; spec: object }>('get', 'apiservice', 'v1.');
    expect(core).toMatchObject({
      metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
      spec: { groupPriorityMinimum: 18_000, version: 'v1', versionPriority: 1 },
    });
  });

  it('kubectl creates, gets, watches and deletes', async () => {
    expect(await cluster.kubectlWith(cow('bella'), 'create', '--validate=false', '-f', '-')).toContain(
      'cow.farm.example.com/bella created',
    );
    expect(await cluster.kubectl('get', `cows.${version}.${group}`)).toMatch(/^NAME +AGE\nbella /);
    expect(await cluster.kubectl('get', 'moo', 'bella', '-o', 'jsonpath={.sound}')).toBe('moo');
    expect(await cluster.kubectl('delete', 'cow', 'bella', '--wait=false')).toContain('deleted');
    const missing = await cluster.tryKubectl(['get', 'cow', 'bella']);
    expect(missing.stderr).toContain('Error from server (NotFound): cows.farm.example.com "bella" not found');
  });

  it('kubectl api-resources contains its resources', async () => {
    expect(await cluster.kubectl('api-resources')).toMatch(/^cows +moo +farm.example.com\/v1alpha1 +true +Cow$/m);
    expect(await cluster.kubectl('api-versions')).toContain(`${group}/${version}`);
  });

  it('kubectl explain and the OpenAPI documents contain its types', async () => {
    const explained = () => cluster.kubectl('explain', 'cow.sound');
    expect(await eventually(explained, 'the schema of cows')).toMatch(
      /FIELD: sound <string>[\s\S]*The sound that the cow makes/,
    );
    const whole = await eventually(async () => {
      const document = JSON.parse((await send('GET', '/openapi/v2')).text);
      return document.definitions['com.example.farm.v1alpha1.Cow'] === undefined ? undefined : document;
    }, 'the definition of cows');
    // Its ObjectMeta is another one than that of this server.
    const own = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    expect(whole.definitions[`${own}_v2`]).toEqual({ type: 'object', description: 'Its own metadata.' });
    expect(whole.definitions['com.example.farm.v1alpha1.Cow'].properties.metadata).toEqual({
      $ref: `#/definitions/${own}_v2`,
    });
    expect(whole.definitions[own].properties).toHaveProperty('uid');
    expect(Object.keys(whole.paths)).toContain(`/apis/${group}/${version}/namespaces/{namespace}/cows/{name}`);
    expect(Object.keys(whole.paths)).not.toContain('/healthz/');
    const { paths } = JSON.parse((await send('GET', '/openapi/v3')).text);
    expect(paths[`apis/${group}/${version}`]).toEqual({
      serverRelativeURL: `/openapi/v3/apis/${group}/${version}?hash=FARM`,
    });
  });

  it('the metrics tell whether it is available', async () => {
    const { text } = await send('GET', '/metrics');
    expect(text).toContain(`aggregator_unavailable_apiservice{name="${version}.${group}"} 0`);
  });

  it('the server learns who the user is from the front proxy, and only from it', async () => {
    server.received.length = 0;
    const headers = {
      'x-remote-user': 'system:admin',
      'x-remote-group': ['system:masters', 'other'],
      'x-remote-extra-scopes': 'all',
      'impersonate-user': 'jane',
      'impersonate-group': ['farmers', 'system:authenticated'],
      'impersonate-uid': '42',
      'impersonate-extra-example.com%2fscopes': 'barn',
    };
    await cluster.kubectl('create', 'clusterrolebinding', 'jane', '--clusterrole=cluster-admin', '--user=jane');
    const answer = await send('GET', `${cows}?labelSelector=a%3Db`, { headers });
    expect(answer.status).toBe(200);
    const [received] = server.received.filter(({ url }) => url.startsWith(cows));
    expect(received).toMatchObject({ client: 'front-proxy-client', url: `${cows}?labelSelector=a%3Db` });
    const names = (received?.rawHeaders ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names.filter((name) => /^(x-remote|impersonate|authorization)/.test(name)).sort()).toEqual([
      'x-remote-extra-example.com%2fscopes',
      'x-remote-group',
      'x-remote-group',
      'x-remote-uid',
      'x-remote-user',
    ]);
    expect(received?.headers).toMatchObject({
      'x-remote-user': 'jane',
      'x-remote-uid': '42',
      'x-remote-group': 'farmers, system:authenticated',
      'x-remote-extra-example.com%2fscopes': 'barn',
    });
  });

  it('requests are authorized here', async () => {
    server.received.length = 0;
    const answer = await send('GET', cows, { as: {} });
    expect(answer).toMatchObject({ status: 403 });
    expect(JSON.parse(answer.text).message).toBe(
      'cows.farm.example.com is forbidden: User "system:anonymous" cannot list resource "cows" in API group "farm.example.com" in the namespace "default"',
    );
    expect(server.received).toEqual([]);
  });

  it('bodies are forwarded: declared, chunked, of a deletion, and larger than any that is buffered', async () => {
    server.received.length = 0;
    const body = JSON.stringify({ ...JSON.parse(cow('large')), sound: 'o'.repeat(5_000_000) });
    expect(await send('POST', cows, { body, headers: { 'transfer-encoding': 'chunked' } })).toMatchObject({
      status: 201,
    });
    const small = cow('small');
    expect(
      await send('POST', cows, { body: small, headers: { 'content-length': String(small.length) } }),
    ).toMatchObject({ status: 201 });
    const options = '{"kind":"DeleteOptions","apiVersion":"v1"}';
    // Node.js sends the body of a deletion without framing unless it is declared.
    const framing = { 'content-length': String(options.length) };
    for (const name of ['large', 'small'])
      expect(await send('DELETE', `${cows}/${name}`, { body: options, headers: framing })).toMatchObject({
        status: 200,
      });
    expect(server.received.map(({ body: each }) => each.length)).toEqual([
      body.length,
      small.length,
      options.length,
      options.length,
    ]);
  });

  it('watches are streamed', async () => {
    const agent = new Agent(credentials);
    const sent = httpsRequest(`https://127.0.0.1:${cluster.port}${cows}?watch=true`, { agent });
    sent.on('error', () => undefined).end();
    const [response] = await once(sent, 'response');
    for (const name of ['one', 'two']) {
      const event = once(response, 'data');
      await send('POST', cows, { body: cow(name) });
      expect(JSON.parse(String((await event)[0]))).toMatchObject({ type: 'ADDED', object: { metadata: { name } } });
    }
    sent.destroy();
    agent.destroy();
  });

  it('connections are upgraded', async () => {
    const socket = new WebSocket(`wss://127.0.0.1:${cluster.port}${cows}/one/echo`, credentials);
    await once(socket, 'open');
    socket.send('hello');
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe('moo hello');
    socket.terminate();
  });

  it('a namespace is deleted together with its objects on the server', async () => {
    await cluster.kubectl('create', 'namespace', 'barn');
    const barn = cows.replace('/default/', '/barn/');
    expect(await send('POST', barn, { body: cow('berta') })).toMatchObject({ status: 201 });
    server.received.length = 0;
    await cluster.kubectl('delete', 'namespace', 'barn', '--timeout=30s');
    const deletions = server.received.filter(({ method }) => method === 'DELETE');
    expect(deletions.map(({ url, headers }) => [url.split('?')[0], headers['x-remote-user']])).toEqual([
      [`${barn}/berta`, 'system:serviceaccount:kube-system:namespace-controller'],
    ]);
  });

  it('a front proxy names the user of a request to this server', async () => {
    const proxy = { cert: pem('front-proxy-client.crt'), key: pem('front-proxy-client.key') };
    const review = JSON.stringify({ kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' });
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const ask = (headers: Record<string, string | string[]>, as: object) =>
      send('POST', path, { body: review, headers: { 'content-type': 'application/json', ...headers }, as });
    const headers = { 'x-remote-user': 'jane', 'x-remote-group': ['a', 'b'], 'x-remote-extra-k': 'v' };
    const answer = await ask(headers, proxy);
    expect(JSON.parse(answer.text).status.userInfo).toEqual({
      username: 'jane',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { k: ['v'] },
    });
    expect(await ask({}, proxy)).toMatchObject({ status: 401 });
    const admin = await ask(headers, credentials);
    expect(JSON.parse(admin.text).status.userInfo.username).toBe('kubernetes-admin');
  });

  it('the ConfigMap for extension API servers contains the front proxy', async () => {
    const { data } = await cluster.json<{ data: Record<string, string> }>(
      ...['-n', 'kube-system', 'get', 'configmap', 'extension-apiserver-authentication'],
    );
    expect(data).toEqual({
      'client-ca-file': pem('ca.crt'),
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-client-ca-file': pem('front-proxy-ca.crt'),
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    });
  });
});
