/** Logs, streams and proxies of pods on simulated nodes: answered by scripts or refused, never dialed. */

import { requestOf } from '@kubets/apiserver/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { scriptedExecAnswer } from './scripted-exec.ts';
import { shownLog } from './simulated-pods.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

beforeEach(async () => {
  cluster = await testCluster({
    simulatedPods: {
      log: (pod) => pod.metadata?.annotations?.['log'],
      exec: (_, [command]) => (command === 'id' ? { stdout: 'root\n', stderr: '', exitCode: 3 } : undefined),
    },
  });
  await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
  await cluster.call('POST /api/v1/nodes', {
    metadata: { name: 'sim' },
    status: {
      addresses: [{ type: 'InternalIP', address: '198.18.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: { containerRuntimeVersion: 'simulated://1' },
    },
  });
});
afterEach(() => cluster[Symbol.asyncDispose]());

const startedAt = '2026-01-01T00:00:00Z';

async function pod(name: string, state: object, annotations: object = {}, lastState: object = {}): Promise<void> {
  const containers = [{ name: 'a', image: 'i' }];
  await cluster.call(`POST ${core}/pods`, { metadata: { name, annotations }, spec: { containers, nodeName: 'sim' } });
  const status = { name: 'a', image: 'i', imageID: '', ready: true, restartCount: 0, state, lastState };
  const change = { status: { podIP: '10.128.0.1', podIPs: [{ ip: '10.128.0.1' }], containerStatuses: [status] } };
  const { code } = await cluster.call(`PATCH ${core}/pods/${name}/status`, change, merge);
  expect(code).toBe(200);
}

const running = { running: { startedAt } };
const nothing = 'node "sim" is simulated: it runs no containers to connect to';

describe('a request without a script', () => {
  it.each([
    `${core}/pods/p/attach`,
    `${core}/pods/p/portforward?ports=80`,
    `${core}/pods/p/proxy/`,
    `${core}/pods/https:p:443/proxy/x`,
    `${core}/services/s/proxy/`,
    `${core}/services/s:80/proxy/`,
    '/api/v1/nodes/sim/proxy/metrics',
    '/api/v1/nodes/sim:10250/proxy/metrics',
    '/api/v1/nodes/https:sim:22/proxy/',
  ])('is refused with the name of the node: %s', async (path) => {
    await pod('p', running);
    await cluster.call(`POST ${core}/services`, { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    const addresses = [{ ip: '10.128.0.1', nodeName: 'sim' }];
    await cluster.call(`POST ${core}/endpoints`, {
      metadata: { name: 's' },
      subsets: [{ addresses, ports: [{ port: 80 }] }],
    });
    const answer = cluster.server.handle({ ...requestOf(`GET ${path}`), upgrade: true });
    await expect(answer).resolves.toMatchObject({ object: { code: 400, message: nothing } });
  });

  it('is refused for a pod whose node does not exist', async () => {
    await pod('p', running);
    await cluster.call('DELETE /api/v1/nodes/sim');
    expect((await cluster.call(`GET ${core}/pods/p/proxy/`)).body.message).toBe('nodes "sim" not found');
  });
});

describe('logs', () => {
  const log = (query = '') => cluster.answer(`GET ${core}/pods/p/log${query}`);
  const refusal = async (query = '') => (await cluster.call(`GET ${core}/pods/p/log${query}`)).body.message;

  it("are those of the pod's script, limited as requested", async () => {
    await pod('p', running, { log: 'one\ntwo\n' });
    expect(await log()).toMatchObject({ type: 'raw', body: 'one\ntwo\n' });
    expect(await log('?tailLines=1&timestamps=true')).toMatchObject({ body: `${startedAt} two\n` });
  });

  it('continue until the container has ended if they are followed', async () => {
    await pod('p', running, { log: 'one\n' });
    const { body } = (await log('?follow=true')) as { body: AsyncIterable<Uint8Array> };
    const parts = body[Symbol.asyncIterator]();
    expect(new TextDecoder().decode((await parts.next()).value as Uint8Array)).toBe('one\n');
    let ended = false;
    const end = parts.next().then(() => {
      ended = true;
    });
    await cluster.clock.advance(60_000);
    expect(ended).toBe(false);
    await cluster.call(`DELETE ${core}/pods/p?gracePeriodSeconds=0`);
    await cluster.clock.advance(2000);
    await end;
  });

  it("are refused with upstream's message without a run, and with the name of the node without a script", async () => {
    await pod('p', { waiting: { reason: 'ImagePullBackOff' } }, { log: 'one\n' });
    expect(await refusal()).toBe('container "a" in pod "p" is waiting to start: ImagePullBackOff');
    expect(await refusal('?previous=true')).toBe('previous terminated container "a" in pod "p" not found');
    await cluster.call(`DELETE ${core}/pods/p?gracePeriodSeconds=0`);
    await pod('p', running);
    expect(await refusal()).toMatch(/^node "sim" is simulated: its containers have only the logs/);
  });

  it.each([
    ['everything', 'a\nb\n', {}, 'a\nb\n'],
    ['no line break at the end', 'a\nb', {}, 'a\nb'],
    ['no lines', 'a\nb\n', { tailLines: 0 }, ''],
    ['more lines than exist', 'a\nb\n', { tailLines: 9 }, 'a\nb\n'],
    ['a size limit', 'a\nb\n', { limitBytes: 3 }, 'a\nb'],
    ['from an earlier time', 'a\n', { since: Date.parse(startedAt) }, 'a\n'],
    ['from a later time', 'a\n', { since: Date.parse(startedAt) + 1 }, ''],
    ['no output', '', {}, ''],
  ])('show %s', (_, text, options, expected) => {
    const all = { follow: false, previous: false, timestamps: false, since: undefined };
    expect(shownLog(text, startedAt, { ...all, tailLines: undefined, limitBytes: undefined, ...options })).toBe(
      expected,
    );
  });
});

describe('commands', () => {
  const socket = { upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  const exec = (command: string, headers: Readonly<Record<string, string>>) =>
    cluster.server.handle({
      ...requestOf(`GET ${core}/pods/p/exec?command=${command}&stdout=true`, { headers }),
      upgrade: true,
    });

  it('are answered completely over a WebSocket: output, exit code, close', async () => {
    await pod('p', running);
    const answer = await exec('id', { ...socket, 'sec-websocket-protocol': 'v5.channel.k8s.io, v4.channel.k8s.io' });
    expect(answer).toMatchObject({
      status: 101,
      // The example of RFC 6455.
      headers: {
        'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        'sec-websocket-protocol': 'v5.channel.k8s.io',
      },
    });
    const { body } = answer as { body: Uint8Array };
    expect([...body.slice(0, 8)]).toEqual([0x82, 6, 1, ...new TextEncoder().encode('root\n')]);
    expect(new TextDecoder().decode(body)).toContain('"causes":[{"reason":"ExitCode","message":"3"}]');
    expect([...body.slice(-4)]).toEqual([0x88, 2, 0x03, 0xe8]);
  });

  it('are refused without a script, over another protocol, and in a container that is not running', async () => {
    await pod('p', running);
    const v4 = { ...socket, 'sec-websocket-protocol': 'v4.channel.k8s.io' };
    const message = (text: string | RegExp) => ({ object: { code: 400, message: expect.stringMatching(text) } });
    expect(await exec('ls', v4)).toMatchObject(message(/^node "sim" is simulated: its containers run only commands/));
    expect(await exec('id', { upgrade: 'SPDY/3.1' })).toMatchObject(message(/only WebSocket/));
    await pod('q', { terminated: { exitCode: 0 } });
    const ended = { ...requestOf(`GET ${core}/pods/q/exec?command=id`, { headers: v4 }), upgrade: true };
    expect(await cluster.server.handle(ended)).toMatchObject(message(/is not running$/));
  });

  it.each([5, 200, 70_000])('frame output of %i bytes', async (length) => {
    const request = requestOf('GET /', { headers: { ...socket, 'sec-websocket-protocol': 'v4.channel.k8s.io' } });
    const output = { stdout: 'x'.repeat(length), stderr: '', exitCode: 0 };
    const answer = await scriptedExecAnswer(request, { stdout: true, stderr: true }, output);
    const { body } = answer as { body: Uint8Array };
    const view = new DataView(body.buffer);
    const short = view.getUint8(1);
    const declared = short < 126 ? short : short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
    expect(declared).toBe(length + 1);
  });
});
