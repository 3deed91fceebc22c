/** One probe, one hook: what is asked, and what the answer means. */
import type { LifecycleHandler, Probe } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { RuntimeError } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { HostError, type HttpProbeRequest } from '../host/host.ts';
import { type ProbeTools, portNumber, runHook, runProbe } from './run-probe.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const target = {
  container: { name: 'c', ports: [{ name: 'web', containerPort: 8080 }] },
  containerId: 'id',
  podIP: '10.0.0.1',
};

interface World {
  readonly http?: { readonly status: number; readonly body: string } | Error;
  readonly tcp?: Error;
  readonly grpc?: string | Error;
  readonly exec?: { readonly exitCode: number; readonly stdout: string; readonly stderr: string } | Error;
}

/** Tools that answer as the world is, and note what they are asked. */
function toolsOf(
  world: World,
  clock = new VirtualClock(),
): ProbeTools & { readonly asked: unknown[]; readonly clock: VirtualClock } {
  const asked: unknown[] = [];
  const answer = <T>(value: T | Error): T => {
    if (value instanceof Error) throw value;
    return value;
  };
  return {
    asked,
    clock,
    network: {
      http: async (request: HttpProbeRequest) => {
        asked.push(request);
        return answer(world.http ?? { status: 200, body: 'ok' });
      },
      tcp: async (...call) => {
        asked.push(call);
        if (world.tcp) throw world.tcp;
      },
      grpc: async (...call) => {
        asked.push(call);
        return answer(world.grpc ?? 'SERVING');
      },
    },
    runtime: {
      execSync: async (...call) => {
        asked.push(call);
        const { exitCode, stdout, stderr } = answer(world.exec ?? { exitCode: 0, stdout: '', stderr: '' });
        return { exitCode, stdout: bytes(stdout), stderr: bytes(stderr) };
      },
    },
  };
}

const http: Probe = { httpGet: { port: 80 } };
const exec: Probe = { exec: { command: ['check', '-v'] }, timeoutSeconds: 3 };

describe('runProbe', () => {
  it.each<[string, Probe, World, string, string]>([
    ['HTTP 200', http, { http: { status: 200, body: 'fine' } }, 'success', 'fine'],
    ['HTTP 399', http, { http: { status: 399, body: '' } }, 'success', ''],
    ['HTTP 400', http, { http: { status: 400, body: '' } }, 'failure', 'HTTP probe failed with statuscode: 400'],
    ['HTTP 199', http, { http: { status: 199, body: '' } }, 'failure', 'HTTP probe failed with statuscode: 199'],
    ['HTTP refused', http, { http: new HostError('connection refused') }, 'failure', 'connection refused'],
    ['an HTTP port without such a name', { httpGet: { port: 'x' } }, {}, 'error', "couldn't find port: x"],
    ['exec exit 0', exec, { exec: { exitCode: 0, stdout: 'a', stderr: 'b' } }, 'success', 'ab'],
    ['exec exit 2', exec, { exec: { exitCode: 2, stdout: 'out ', stderr: 'err' } }, 'failure', 'out err'],
    [
      'exec beyond its time',
      exec,
      { exec: new RuntimeError('DeadlineExceeded', 'x') },
      'failure',
      'command timed out: "check -v" timed out after 3s',
    ],
    ['exec that cannot be asked', exec, { exec: new RuntimeError('Unavailable', 'down') }, 'error', 'down'],
    ['TCP accepted', { tcpSocket: { port: 1 } }, {}, 'success', ''],
    ['TCP refused', { tcpSocket: { port: 1 } }, { tcp: new HostError('refused') }, 'failure', 'refused'],
    ['a TCP port without such a name', { tcpSocket: { port: 'x' } }, {}, 'error', "couldn't find port: x"],
    ['gRPC SERVING', { grpc: { port: 1 } }, {}, 'success', ''],
    [
      'gRPC NOT_SERVING',
      { grpc: { port: 1 } },
      { grpc: 'NOT_SERVING' },
      'failure',
      'service unhealthy (responded with "NOT_SERVING")',
    ],
    ['no handler', {}, {}, 'error', 'missing probe handler'],
  ])('runProbe of %s', async (_, probe, world, result, output) => {
    expect(await runProbe(probe, target, toolsOf(world))).toEqual({ result, output });
  });

  it.each<[string, Probe, unknown]>([
    [
      'HTTP with its defaults',
      http,
      {
        scheme: 'HTTP',
        host: '10.0.0.1',
        port: 80,
        path: '/',
        headers: [
          { name: 'User-Agent', value: 'kube-probe/1.37' },
          { name: 'Accept', value: '*/*' },
        ],
        timeoutMs: 1000,
      },
    ],
    [
      'HTTP with everything given; an empty header takes a default away',
      {
        timeoutSeconds: 5,
        httpGet: {
          scheme: 'HTTPS',
          host: 'h',
          port: 'web',
          path: '/x?y',
          httpHeaders: [
            { name: 'accept', value: '' },
            { name: 'user-agent', value: 'mine' },
          ],
        },
      },
      {
        scheme: 'HTTPS',
        host: 'h',
        port: 8080,
        path: '/x?y',
        headers: [{ name: 'user-agent', value: 'mine' }],
        timeoutMs: 5000,
      },
    ],
    ['exec', exec, ['id', ['check', '-v'], 3]],
    ['TCP at the pod', { tcpSocket: { port: 'web' } }, ['10.0.0.1', 8080, 1000]],
    ['TCP at a host of its own', { tcpSocket: { port: 5, host: 'h' }, timeoutSeconds: 2 }, ['h', 5, 2000]],
    ['gRPC', { grpc: { port: 5, service: 's' } }, ['10.0.0.1', 5, 's', 1000]],
  ])('runProbe asks as the probe says: %s', async (_, probe, wanted) => {
    const tools = toolsOf({});
    await runProbe(probe, target, tools);
    expect(tools.asked).toEqual([wanted]);
  });

  it('runProbe cuts the output of a command', async () => {
    const { output } = await runProbe(
      exec,
      target,
      toolsOf({ exec: { exitCode: 1, stdout: 'x'.repeat(5000), stderr: '' } }),
    );
    expect(output).toHaveLength(1024);
  });
});

describe('portNumber', () => {
  it.each([
    [80, 80],
    ['web', 8080],
    ['81', 81],
    ['none', undefined],
    ['', undefined],
    ['0', undefined],
    ['99999', undefined],
  ])('portNumber of %j is %s', (port, wanted) => {
    expect(portNumber(port, target.container.ports)).toBe(wanted);
  });
});

describe('runHook', () => {
  it.each<[string, LifecycleHandler, World, string | undefined]>([
    ['resolves when its command succeeds', { exec: { command: ['x'] } }, {}, undefined],
    [
      'rejects with the output',
      { exec: { command: ['x'] } },
      { exec: { exitCode: 1, stdout: 'bad', stderr: '' } },
      'bad',
    ],
    [
      'rejects with the failure of its request',
      { httpGet: { port: 1 } },
      { http: new HostError('refused') },
      'refused',
    ],
    [
      'rejects with an unexpected error',
      { httpGet: { port: 1 } },
      { http: new TypeError('Invalid URL') },
      'Invalid URL',
    ],
  ])('runHook %s', async (_, hook, world, message) => {
    const tools = toolsOf(world);
    const failure = await runHook(hook, target, tools, 30).then(
      () => undefined,
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(failure).toBe(message === undefined ? undefined : `HookError: ${message}`);
    expect(tools.clock.pending).toBe(0);
  });

  it.each([
    ['resolves after it', 5, 30, 5, 'done'],
    ['ends at the deadline', 60, 30, 30, 'HookError'],
  ])('runHook sleeps, and %s', async (_, sleep, deadline, seconds, wanted) => {
    const { clock, ...tools } = toolsOf({});
    let ended: string | undefined;
    const hook = runHook({ sleep: { seconds: sleep } }, target, { ...tools, clock }, deadline).then(
      () => {
        ended = 'done';
      },
      (error: Error) => {
        ended = error.name;
      },
    );
    await clock.advance(seconds * 1000 - 1);
    expect(ended).toBeUndefined();
    await clock.advance(1);
    await hook;
    expect([ended, clock.pending]).toEqual([wanted, 0]);
  });
});
