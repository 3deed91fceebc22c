/** The kubelet on a virtual clock. The API server, the runtime and the host are in memory. */
import { configMaps, events as eventsV1, leases, nodes, type Pod, pods, serviceAccounts } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import { loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import { createSimulatedRuntime } from '@kubets/cri/simulated-runtime';
import { createClusterServer, importSigningKey } from '@kubets/kube-apiserver';
import { createKubelet } from '@kubets/kubelet';
import { createMemoryHost } from '@kubets/kubelet/memory-host';
import { createSimulatedNodes } from '@kubets/simulated-nodes';
import { createMemoryStore } from '@kubets/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const log = loggerTo((line) => {
  if (process.env.KUBETS_TEST_LOG) console.log(line.level, line.message, JSON.stringify(line.fields));
});

describe('kubelet on a virtual clock', () => {
  const clock = new VirtualClock();
  const random = seededRandom(7);
  let server: ReturnType<typeof createClusterServer>;
  let admin: Client;
  let stops: (() => Promise<void>)[] = [];
  const clientOf = (name: string, groups: readonly string[]): Client =>
    createClient(server.server.transport({ name, uid: '', groups, extra: {} } as never));

  beforeEach(async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    server = createClusterServer({
      store: createMemoryStore({ clock }),
      clock,
      random,
      log,
      fields: typedFieldManagement(typeTable()),
      version: { major: '1', minor: '37', gitVersion: 'v1.37.2' } as never,
      signingKey: await importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))),
      bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, authority: 'PEM' },
    });
    await server.start();
    admin = clientOf('admin', ['system:masters', 'system:authenticated']);
    await admin.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    stops = [];
    await server.close();
  });

  const start = async (runtime: ContainerRuntime, host = createMemoryHost()): Promise<() => Promise<void>> => {
    const stop = new AbortController();
    const kubelet = createKubelet({
      nodeName: 'n',
      client: clientOf('system:node:n', ['system:nodes', 'system:authenticated']),
      runtime,
      host,
      clock,
      random,
      log,
      rootDir: '/kubelet',
      logDir: '/logs',
      cgroupRoot: '/kubets',
      clusterDns: ['10.96.0.10'],
    });
    let over = false;
    const done = kubelet.run(stop.signal).finally(() => {
      over = true;
    });
    let ready = false;
    kubelet.whenReady().then(
      () => {
        ready = true;
      },
      () => undefined,
    );
    await clock.advanceUntil(() => ready);
    const end = async (): Promise<void> => {
      stop.abort();
      await clock.advanceUntil(() => over);
      await done;
    };
    stops.push(end);
    return end;
  };
  const create = (name: string, spec: Partial<NonNullable<Pod['spec']>>): Promise<Pod> =>
    admin.create(pods, {
      metadata: { name, namespace: 'default' },
      spec: {
        nodeName: 'n',
        automountServiceAccountToken: false,
        containers: [{ name: 'a', image: 'app:1' }],
        ...spec,
      },
    });
  const get = (name: string): Promise<Pod> => admin.get(pods, { namespace: 'default', name });
  const until = async (name: string, done: (pod: Pod) => boolean, limit?: number): Promise<Pod> => {
    const reached = await clock.advanceUntil(async () => done(await get(name)), limit);
    const pod = await get(name);
    expect(reached, JSON.stringify(pod.status)).toBe(true);
    return pod;
  };

  it('registers, renews its lease and runs a pod; a restarted kubelet does not change the pod', async () => {
    const runtime = createSimulatedRuntime({ clock, random });
    const host = createMemoryHost();
    const end = await start(runtime, host);
    await create('plain', {});
    const pod = await until('plain', ({ status }) => status?.phase === 'Running');
    const [container] = await runtime.listContainers();
    await end();
    await start(runtime, host);
    await clock.advance(120_000);
    expect((await runtime.listContainers()).map(({ id }) => id)).toEqual([container?.id]);
    expect((await get('plain')).status?.containerStatuses).toEqual(pod.status?.containerStatuses);
    const lease = await admin.get(leases, { namespace: 'kube-node-lease', name: 'n' });
    expect(clock.now() - Date.parse(lease.spec?.renewTime ?? '')).toBeLessThanOrEqual(10_000);
    const node = await admin.get(nodes, { name: 'n' });
    expect(node.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
  });

  it('restarts a failing container with exponential back-off', async () => {
    const runtime = createSimulatedRuntime({ clock, random, rule: () => ({ run: 1000, exitCode: 1 }) });
    await start(runtime);
    await create('crash', {});
    await clock.advance(3_600_000);
    const status = (await get('crash')).status?.containerStatuses?.[0];
    // After 10 s, 20 s, … 160 s, then every five minutes: about 16 restarts in an hour.
    expect(status?.restartCount).toBeGreaterThan(12);
    expect(status?.restartCount).toBeLessThan(18);
    expect(await runtime.listContainers()).toHaveLength(2);
  });

  it('acts on probes: not ready, ready, killed and restarted', async () => {
    let healthy = false;
    let alive = true;
    const answer = (good: boolean) => ({ exitCode: good ? 0 : 1, stdout: new Uint8Array(), stderr: new Uint8Array() });
    const execute = (_: unknown, [command]: readonly string[]) => answer(command === 'alive' ? alive : healthy);
    await start(createSimulatedRuntime({ clock, random, execute }));
    const probes = {
      readinessProbe: { exec: { command: ['ready'] }, periodSeconds: 5 },
      livenessProbe: { exec: { command: ['alive'] }, periodSeconds: 10, failureThreshold: 3 },
    };
    await create('probed', { containers: [{ name: 'a', image: 'app:1', ...probes }] });
    const ready = (pod: Pod): boolean => pod.status?.containerStatuses?.[0]?.ready === true;
    await until('probed', ({ status }) => status?.phase === 'Running');
    await clock.advance(30_000);
    expect(ready(await get('probed'))).toBe(false);
    healthy = true;
    const turned = clock.now();
    await until('probed', ready);
    expect(clock.now() - turned).toBeLessThanOrEqual(5100);
    alive = false;
    const failed = clock.now();
    await until('probed', ({ status }) => status?.containerStatuses?.[0]?.restartCount === 1);
    expect(clock.now() - failed).toBeGreaterThan(20_000);
    expect(clock.now() - failed).toBeLessThan(32_000);
  });

  it('reports a terminal phase only when the last container has stopped', async () => {
    const rule = ({ name }: { readonly name: string }) =>
      name === 'a' ? { run: 1000, exitCode: 0 } : { run: undefined, exitCode: 0, stop: 12_000 };
    await start(createSimulatedRuntime({ clock, random, rule }));
    const slow = { name: 'side', image: 'side:1', restartPolicy: 'Always' } as const;
    await create('job', { restartPolicy: 'Never', initContainers: [slow] });
    await create('late', {
      containers: [{ name: 'slow', image: 'app:1' }],
      activeDeadlineSeconds: 5,
      restartPolicy: 'Never',
    });
    const created = clock.now();
    const over = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';
    const job = await until('job', over);
    expect(clock.now() - created).toBeGreaterThan(12_900);
    expect(job.status?.phase).toBe('Succeeded');
    expect(job.status?.initContainerStatuses?.[0]?.state?.terminated).toBeDefined();
    const late = await until('late', over);
    expect(clock.now() - created).toBeGreaterThan(16_900);
    expect(late.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
    expect(late.status?.containerStatuses?.[0]?.state?.terminated).toBeDefined();
  });

  it('rejects a pod that does not fit, and does not report it again after a restart', async () => {
    const runtime = createSimulatedRuntime({ clock, random });
    const end = await start(runtime);
    await create('large', {
      containers: [{ name: 'a', image: 'app:1', resources: { requests: { cpu: '16' } } }],
    });
    const { status } = await until('large', (pod) => pod.status?.phase === 'Failed');
    expect(status).toMatchObject({
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 16000, used: 0, capacity: 8000",
    });
    expect(status?.containerStatuses).toBeUndefined();
    expect(status?.conditions).toBeUndefined();
    await end();
    await start(runtime);
    await clock.advance(120_000);
    expect((await get('large')).status).toEqual(status);
    expect(await runtime.listSandboxes()).toEqual([]);
  });

  it('keeps the node ready while it restarts', async () => {
    const runtime = createSimulatedRuntime({ clock, random });
    const host = createMemoryHost();
    const end = await start(runtime, host);
    const probe = { exec: { command: ['ready'] }, periodSeconds: 5 };
    await create('probed', {
      containers: [{ name: 'a', image: 'app:1', readinessProbe: probe, startupProbe: probe }],
    });
    const isReady = ({ status }: Pod): boolean => status?.containerStatuses?.[0]?.ready === true;
    await until('probed', isReady);
    await end();
    const watching = new AbortController();
    const seen: boolean[] = [];
    const { metadata } = await admin.list(pods);
    const watched = (async () => {
      const options = { resourceVersion: metadata.resourceVersion ?? '', signal: watching.signal };
      for await (const event of admin.watch(pods, options)) if ('object' in event) seen.push(isReady(event.object));
    })().catch(() => undefined);
    await start(runtime, host);
    await clock.advance(60_000);
    watching.abort();
    await watched;
    expect(seen.every((ready) => ready)).toBe(true);
    expect(isReady(await get('probed'))).toBe(true);
  });

  it('applies back-off to a container that its liveness probe kills repeatedly', async () => {
    const failure = { exitCode: 1, stdout: new Uint8Array(), stderr: new Uint8Array() };
    await start(createSimulatedRuntime({ clock, random, execute: () => failure }));
    const livenessProbe = { exec: { command: ['alive'] }, periodSeconds: 1, failureThreshold: 1 };
    await create('sick', { containers: [{ name: 'a', image: 'app:1', livenessProbe }] });
    const container = ({ status }: Pod) => status?.containerStatuses?.[0];
    await until('sick', (pod) => container(pod)?.state?.waiting?.reason === 'CrashLoopBackOff');
    await clock.advance(110_000);
    // As upstream, back-off is counted from the end of the previous run: two restarts for each delay of 10, 20, 40… seconds.
    expect(container(await get('sick'))?.restartCount).toBeLessThan(12);
    await clock.advance(3_600_000);
    expect(container(await get('sick'))?.restartCount).toBeLessThan(36);
  });

  it('pulls images with back-off, and continues when the configuration exists', async () => {
    await start(createSimulatedRuntime({ clock, random }));
    await create('missing', { containers: [{ name: 'a', image: 'no-such-image:1' }] });
    await until(
      'missing',
      ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === 'ImagePullBackOff',
    );
    // Between attempts, the container waits with a reason.
    for (const reason of ['ErrImagePull', 'ImagePullBackOff', 'ErrImagePull', 'ImagePullBackOff'])
      await until('missing', ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === reason);
    const events = (await admin.list(eventsV1)).items.map(({ message }) => message);
    expect(events).toContain('Back-off pulling image "no-such-image:1"');
    await create('config', {
      containers: [{ name: 'a', image: 'app:1', envFrom: [{ configMapRef: { name: 'later' } }] }],
    });
    await until(
      'config',
      ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CreateContainerConfigError',
    );
    await admin.create(configMaps, { metadata: { name: 'later', namespace: 'default' }, data: { A: '1' } });
    await until('config', ({ status }) => status?.phase === 'Running', 5000);
  });

  it.each([
    ['deleted', {}],
    ['deleted by force', { gracePeriodSeconds: 0 }],
  ])(
    'a pod that is %s while its image is pulled ends without a container, and before the pull does',
    async (_, options) => {
      const runtime = createSimulatedRuntime({ clock, random });
      const { pullImage, startContainer } = runtime;
      const pull = Promise.withResolvers<void>();
      const started: string[] = [];
      let pulls = 0;
      Object.assign(runtime, {
        pullImage: async (...call: Parameters<ContainerRuntime['pullImage']>) => {
          pulls++;
          await pull.promise;
          return pullImage.apply(runtime, call);
        },
        startContainer: (id: string) => {
          started.push(id);
          return startContainer.call(runtime, id);
        },
      });
      await start(runtime);
      await create('pulling', {
        containers: [
          { name: 'a', image: 'app:1' },
          { name: 'b', image: 'app:2' },
        ],
      });
      await clock.advanceUntil(() => pulls > 0);
      await admin.delete(pods, { namespace: 'default', name: 'pulling' }, options);
      const isGone = async (): Promise<boolean> =>
        (await admin.list(pods)).items.length === 0 && (await runtime.listSandboxes()).length === 0;
      expect(await clock.advanceUntil(isGone, 30_000)).toBe(true);
      pull.resolve();
      await clock.advance(60_000);
      expect([started, await runtime.listContainers()]).toEqual([[], []]);
    },
  );

  it('a hundred simulated nodes join and run pods by rules', async () => {
    const stop = new AbortController();
    const fleet = createSimulatedNodes({ count: 100, client: admin, clock, random, log });
    let over = false;
    const done = fleet.run(stop.signal).finally(() => {
      over = true;
    });
    stops.push(async () => {
      stop.abort();
      await clock.advanceUntil(() => over);
      await done;
    });
    let ready = false;
    fleet.whenReady().then(
      () => {
        ready = true;
      },
      () => undefined,
    );
    await clock.advanceUntil(() => ready);
    expect((await admin.list(nodes)).items).toHaveLength(100);
    await admin.create(pods, {
      metadata: { name: 'job', namespace: 'default', annotations: { 'kubets.dev/run-seconds': '60' } },
      spec: { nodeName: 'simulated-7', restartPolicy: 'Never', containers: [{ name: 'a', image: 'x' }] },
    });
    await until('job', ({ status }) => status?.phase === 'Running');
    const from = clock.now();
    await until('job', ({ status }) => status?.phase === 'Succeeded');
    expect(clock.now() - from).toBeLessThanOrEqual(60_000);
    const request = { resources: { requests: { cpu: '20' } } };
    for (const name of ['first', 'second'])
      await create(name, { nodeName: 'simulated-3', containers: [{ name: 'a', image: 'x', ...request }] });
    await until('first', ({ status }) => status?.phase === 'Running');
    const { status } = await until('second', (each) => each.status?.phase === 'Failed');
    expect(status).toMatchObject({
      reason: 'OutOfcpu',
      message:
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 20000, used: 20000, capacity: 32000",
    });
    expect(status?.containerStatuses).toBeUndefined();
    // Deleted and ended pods make room for others.
    await admin.delete(pods, { namespace: 'default', name: 'first' });
    await clock.advance(1000);
    await create('third', { nodeName: 'simulated-3', containers: [{ name: 'a', image: 'x', ...request }] });
    await until('third', (each) => each.status?.phase === 'Running');
    await clock.advance(60_000);
    const renewed = (await admin.list(leases, { namespace: 'kube-node-lease' })).items;
    expect(renewed.every(({ spec }) => clock.now() - Date.parse(spec?.renewTime ?? '') <= 11_000)).toBe(true);
  });
});
