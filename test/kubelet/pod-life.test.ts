/** The pod lifecycle with containerd and an API server in memory. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configMaps, events, type Pod, pods, secrets } from '@kubets/api';
import { systemClock } from '@kubets/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, sendSignal, whyNoContainers } from '../harness.ts';
import { isReady, isRunning, TestNode } from './node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const sh = (script: string) => ({ name: 'main', image: 'shell:1', command: ['sh', '-c', script] });
const forever = 'trap "exit 0" TERM; while true; do sleep 0.1; done';

describe.skipIf(why !== undefined)('kubelet: a pod', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  /** Resolves once the pod has an event with this text (reason and message), or one that matches it. */
  const untilEvent = (name: string, wanted: string | RegExp): Promise<unknown> =>
    eventually(async () => {
      const { items } = await node.admin.list(events, { namespace: 'default' });
      const texts = items
        .filter((event) => event.involvedObject.name === name)
        .map((event) => `${event.reason}: ${event.message}`);
      return texts.some((text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text))) || undefined;
    }, `event ${wanted} of ${name}`);
  const waitingReason = (pod: Pod): string => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '';

  it('gets environment variables from every source', async () => {
    await node.admin.create(configMaps, {
      metadata: { name: 'settings', namespace: 'default' },
      data: { COLOR: 'blue', 'a.b': 'c' },
    });
    await node.admin.create(secrets, {
      metadata: { name: 'keys', namespace: 'default' },
      data: { key: btoa('s3cret') },
    });
    const container = {
      ...sh(forever),
      envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }],
      env: [
        { name: 'PLAIN', value: 'one' },
        { name: 'EXPANDED', value: '$(PLAIN)-$$(PLAIN)-$(MISSING)' },
        { name: 'MY_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        { name: 'MY_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
        { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'COLOR' } } },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } },
        { name: 'OPTIONAL', valueFrom: { secretKeyRef: { name: 'none', key: 'key', optional: true } } },
      ],
      resources: { limits: { memory: '64Mi', cpu: '200m' } },
    };
    await node.run('environment', { containers: [container] });
    const pod = await node.until('environment', isReady);
    expect(pod.status?.qosClass).toBe('Guaranteed');
    const lines = (await node.exec('environment', 'main', 'env')).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'PLAIN=one',
        'EXPANDED=one-$(PLAIN)-$(MISSING)',
        'MY_NAME=environment',
        `MY_IP=${pod.status?.podIP}`,
        'MEMORY=64',
        'COLOR=blue',
        'KEY=s3cret',
        'P_COLOR=blue',
        'P_a.b=c',
      ]),
    );
    expect(lines.some((line) => line.startsWith('OPTIONAL='))).toBe(false);
    const cgroup = `/sys/fs/cgroup/memory/kubets-${node.cluster}/kubepods/pod${pod.metadata?.uid}/memory.limit_in_bytes`;
    if (existsSync(cgroup)) expect(readFileSync(cgroup, 'utf8').trim()).toBe(String(64 * 1024 * 1024));
  });

  it('gets its volumes, and their changes while it runs', async () => {
    await node.admin.create(configMaps, {
      metadata: { name: 'page', namespace: 'default' },
      data: { 'index.html': 'one' },
    });
    const hostDirectory = join(node.directory, 'shared');
    await node.run(
      'volumes',
      {
        containers: [
          {
            ...sh(forever),
            securityContext: { runAsUser: 1000, runAsNonRoot: true, readOnlyRootFilesystem: true },
            volumeMounts: [
              { name: 'page', mountPath: '/page' },
              { name: 'scratch', mountPath: '/scratch' },
              { name: 'memory', mountPath: '/memory' },
              { name: 'host', mountPath: '/host' },
              { name: 'scratch', mountPath: '/sub', subPath: 'a/b' },
              { name: 'all', mountPath: '/all' },
            ],
          },
        ],
        securityContext: { fsGroup: 2000 },
        volumes: [
          { name: 'page', configMap: { name: 'page' } },
          { name: 'scratch', emptyDir: {} },
          { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
          { name: 'host', hostPath: { path: hostDirectory, type: 'DirectoryOrCreate' } },
          {
            name: 'all',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
                { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
                { configMap: { name: 'page', items: [{ key: 'index.html', path: 'deep/page' }] } },
              ],
            },
          },
        ],
      },
      { labels: { app: 'x' } },
    );
    await node.until('volumes', isReady);
    const run = (script: string): Promise<string> => node.exec('volumes', 'main', 'sh', '-c', script);
    expect(await run('cat /page/index.html')).toBe('one');
    expect(await run('echo hi > /scratch/a.txt; cat /scratch/a.txt; id')).toMatch(
      /^hi\nuid=1000\S* gid=\S+ groups=\S*2000/,
    );
    expect(await run('cat /all/labels /all/deep/page; head -c 2 /all/token')).toBe('app="x"oneey');
    expect(await run('touch /memory/x; ls /sub; readlink /page/index.html')).toBe('..data/index.html\n');
    await expect(run('touch /file')).rejects.toThrow(/Read-only/);
    await node.admin.patch(configMaps, { namespace: 'default', name: 'page' }, 'merge', {
      data: { 'index.html': 'two' },
    });
    await eventually(async () => (await run('cat /page/index.html')) === 'two', 'the new version of the file');
  });

  it('runs init containers in order, beside sidecars', async () => {
    const shared = { volumeMounts: [{ name: 'log', mountPath: '/log' }] };
    await node.run('ordered', {
      volumes: [{ name: 'log', emptyDir: {} }],
      initContainers: [
        { name: 'first', image: 'shell:1', command: ['sh', '-c', 'echo first >> /log/order'], ...shared },
        {
          name: 'side',
          image: 'shell:1',
          command: ['sh', '-c', `echo side >> /log/order; ${forever}`],
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['cat', '/log/order'] }, periodSeconds: 1 },
          ...shared,
        },
        { name: 'second', image: 'shell:1', command: ['sh', '-c', 'echo second >> /log/order'], ...shared },
      ],
      containers: [{ ...sh(`echo main >> /log/order; ${forever}`), ...shared }],
    });
    const pod = await node.until('ordered', isReady);
    expect(await node.exec('ordered', 'main', 'cat', '/log/order')).toBe('first\nside\nsecond\nmain\n');
    expect(pod.status?.initContainerStatuses?.map(({ name, ready, started }) => [name, ready, started])).toEqual([
      ['first', true, false],
      ['side', true, true],
      ['second', true, false],
    ]);
  });

  it('is restarted with back-off, and reports its termination message', async () => {
    await node.run('crash', { containers: [{ ...sh('echo bye; echo "last words" > /dev/termination-log; exit 3') }] });
    const pod = await node.until('crash', (each) => waitingReason(each) === 'CrashLoopBackOff', 20);
    const status = pod.status?.containerStatuses?.[0];
    expect(status?.restartCount).toBe(1);
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error', message: 'last words\n' });
    expect(status?.state?.waiting?.message).toMatch(
      /^back-off 10s restarting failed container=main pod=crash_default\(/,
    );
    expect(pod.status?.phase).toBe('Running');
    await untilEvent('crash', /^BackOff: Back-off restarting failed container main in pod crash_default\(/);
    await node.admin.delete(pods, { namespace: 'default', name: 'crash' });
    await node.untilGone('crash');
  });

  it('succeeds or fails by its restartPolicy', async () => {
    await node.run('succeeds', { restartPolicy: 'Never', containers: [sh('exit 0')] });
    await node.run('fails', {
      restartPolicy: 'Never',
      containers: [{ ...sh('echo why; exit 4'), terminationMessagePolicy: 'FallbackToLogsOnError' }],
    });
    await node.run('late', { restartPolicy: 'Never', activeDeadlineSeconds: 1, containers: [sh(forever)] });
    const good = await node.until('succeeds', ({ status }) => status?.phase === 'Succeeded');
    expect(good.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(good.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'PodCompleted',
    });
    const bad = await node.until('fails', ({ status }) => status?.phase === 'Failed');
    expect(bad.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 4, message: 'why\n' });
    const late = await node.until(
      'late',
      ({ status }) => status?.phase === 'Failed' && status.containerStatuses?.[0]?.state?.terminated !== undefined,
    );
    expect(late.status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });

  it('reports why an image cannot be pulled', async () => {
    await node.run('never', {
      containers: [{ ...sh('true'), image: 'kubets.local/none:1', imagePullPolicy: 'Never' }],
    });
    await node.run('pull', { containers: [{ ...sh('true'), image: 'localhost:1/none:1' }] });
    await node.run('junk', { containers: [{ ...sh('true'), image: 'Not/An:Image:At all' }] });
    const never = await node.until('never', (pod) => waitingReason(pod) === 'ErrImageNeverPull');
    expect(never.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
      'Container image "kubets.local/none:1" is not present with pull policy of Never',
    );
    await node.until('junk', (pod) => waitingReason(pod) === 'InvalidImageName');
    await node.until('pull', (pod) => waitingReason(pod) === 'ImagePullBackOff', 30);
    await untilEvent('pull', 'Pulling: Pulling image "localhost:1/none:1"');
    await untilEvent('pull', 'Failed: Error: ErrImagePull');
    for (const name of ['never', 'pull', 'junk']) {
      await node.admin.delete(pods, { namespace: 'default', name });
      await node.untilGone(name);
    }
  });

  it('waits for ConfigMaps and Secrets that it refers to', async () => {
    await node.run('config', {
      containers: [
        { ...sh(forever), env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'later', key: 'a' } } }] },
      ],
    });
    await node.run('mount', {
      containers: [{ ...sh(forever), volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      volumes: [{ name: 'v', secret: { secretName: 'later' } }],
    });
    const pod = await node.until('config', (each) => waitingReason(each) === 'CreateContainerConfigError');
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe('configmap "later" not found');
    await node.until('mount', (each) => waitingReason(each) === 'ContainerCreating');
    await untilEvent('mount', 'FailedMount: MountVolume.SetUp failed for volume "v" : secret "later" not found');
    await node.admin.create(configMaps, { metadata: { name: 'later', namespace: 'default' }, data: { a: '1' } });
    await node.admin.create(secrets, { metadata: { name: 'later', namespace: 'default' }, data: {} });
    await node.until('config', isReady);
    await node.until('mount', isReady);
  });

  it('with runAsNonRoot is not run as root', async () => {
    await node.run('root', { containers: [{ ...sh(forever), securityContext: { runAsNonRoot: true } }] });
    const pod = await node.until('root', (each) => waitingReason(each) === 'CreateContainerConfigError');
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(
      /^container has runAsNonRoot and image will run as root \(pod: "root_default\(/,
    );
  });

  it('becomes ready by its readiness probe, and is restarted by its liveness probe', async () => {
    await node.run('probed', {
      containers: [
        {
          ...sh(`touch /ready /live; ${forever}`),
          readinessProbe: { exec: { command: ['cat', '/ready'] }, periodSeconds: 1, failureThreshold: 1 },
          livenessProbe: { exec: { command: ['cat', '/live'] }, periodSeconds: 1, failureThreshold: 1 },
        },
      ],
    });
    await node.until('probed', isReady);
    await node.run('dying', {
      containers: [
        {
          ...sh(forever),
          livenessProbe: { exec: { command: ['cat', '/live'] }, periodSeconds: 1, failureThreshold: 1 },
          startupProbe: { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 60 },
        },
      ],
    });
    await node.run('unalive', {
      containers: [
        {
          ...sh(forever),
          livenessProbe: { exec: { command: ['cat', '/live'] }, periodSeconds: 1, failureThreshold: 1 },
        },
      ],
    });
    const pod = await node.until('unalive', ({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) > 0);
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(0);
    await untilEvent('unalive', /^Unhealthy: Liveness probe failed: cat: \/live: No such file/);
    await untilEvent('unalive', 'Killing: Container main failed liveness probe, will be restarted');
    const dying = await node.admin.get(pods, { namespace: 'default', name: 'dying' });
    expect(dying.status?.containerStatuses?.[0]).toMatchObject({ started: false, ready: false, restartCount: 0 });
    await untilEvent(
      'dying',
      /^Unhealthy: Startup probe failed: dial tcp 10\.99\.7\.\d+:1: connect: connection refused$/,
    );
  });

  it('runs its lifecycle hooks, gets its grace period, and leaves no files or mounts', async () => {
    const hostDirectory = join(node.directory, 'hooks');
    mkdirSync(hostDirectory, { recursive: true });
    const created = await node.run('hooked', {
      terminationGracePeriodSeconds: 10,
      volumes: [{ name: 'host', hostPath: { path: hostDirectory } }],
      containers: [
        {
          ...sh(`trap "echo term >> /host/log; exit 0" TERM; while true; do sleep 0.1; done`),
          volumeMounts: [{ name: 'host', mountPath: '/host' }],
          lifecycle: {
            postStart: { exec: { command: ['sh', '-c', 'echo start >> /host/log'] } },
            preStop: { exec: { command: ['sh', '-c', 'echo stop >> /host/log'] } },
          },
        },
      ],
    });
    await node.until('hooked', isReady);
    await node.admin.delete(pods, { namespace: 'default', name: 'hooked' });
    await node.untilGone('hooked');
    expect(readFileSync(join(hostDirectory, 'log'), 'utf8')).toBe('start\nstop\nterm\n');
    const uid = created.metadata?.uid ?? '';
    await eventually(() => !existsSync(join(node.directory, 'kubelet/pods', uid)), 'the end of the pod’s directory');
    await eventually(async () => (await node.runtime.listSandboxes({ podUid: uid })).length === 0, 'its sandbox’s end');
  });

  it('can get a shorter grace period while it terminates', async () => {
    await node.run('stubborn', {
      terminationGracePeriodSeconds: 100,
      containers: [sh('trap "" TERM; while true; do sleep 0.1; done')],
    });
    await node.until('stubborn', isReady);
    await node.admin.delete(pods, { namespace: 'default', name: 'stubborn' });
    await systemClock.sleep(300);
    await node.admin.delete(pods, { namespace: 'default', name: 'stubborn' }, { gracePeriodSeconds: 1 });
    await node.untilGone('stubborn', 60);
  });

  it('is rejected when the node has no room for it', async () => {
    await node.run('huge', { containers: [{ ...sh(forever), resources: { requests: { cpu: '1000' } } }] });
    const pod = await node.until('huge', ({ status }) => status?.phase === 'Failed');
    expect(pod.status?.reason).toBe('OutOfcpu');
    expect(pod.status?.message).toMatch(
      /^Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000, used: \d+, capacity: 2000$/,
    );
  });

  it('is reachable at its host port', async () => {
    const port = 31_000 + (process.pid % 1000);
    await node.run('ported', { containers: [{ ...sh(forever), ports: [{ containerPort: 80, hostPort: port }] }] });
    const pod = await node.until('ported', isReady);
    const rules = execFileSync('nft', ['list', 'table', 'ip', `kubets-pods-${node.cluster}`], { encoding: 'utf8' });
    expect(rules).toContain(`tcp dport ${port} dnat to ${pod.status?.podIP}:80`);
  });

  it('can have ephemeral containers that share the processes of a container', async () => {
    await node.run('debugged', { containers: [sh(forever)] });
    await node.until('debugged', isReady);
    await node.admin.patch(
      pods,
      { namespace: 'default', name: 'debugged' },
      'strategic',
      {
        spec: {
          ephemeralContainers: [
            { name: 'debug', image: 'shell:1', command: ['sh', '-c', forever], targetContainerName: 'main' },
          ],
        },
      },
      { subresource: 'ephemeralcontainers' },
    );
    await node.until('debugged', ({ status }) => status?.ephemeralContainerStatuses?.[0]?.state?.running !== undefined);
    expect(await node.exec('debugged', 'debug', 'sh', '-c', 'echo $$; cat /proc/1/cmdline')).toContain('trap');
  });

  it('survives a crash of the kubelet and of containerd without a restart', async () => {
    await node.run('survivor', {
      containers: [{ ...sh(forever), readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 } }],
    });
    await node.run('doomed', { containers: [sh(forever)] });
    const before = await node.until('survivor', isReady);
    const doomed = await node.until('doomed', isReady);
    await node.stopKubelet();
    await node.admin.delete(pods, { namespace: 'default', name: 'doomed' }, { gracePeriodSeconds: 0 });
    node.runtime.close();
    sendSignal(node.containerd.pid, 'SIGKILL');
    await systemClock.sleep(200);
    await node.startRuntime();
    expect(node.containerd.adopted).toBe(false);
    node.startKubelet();
    await node.kubelet.whenReady();
    await systemClock.sleep(1500);
    const after = await node.admin.get(pods, { namespace: 'default', name: 'survivor' });
    expect(after.status?.containerStatuses).toEqual(before.status?.containerStatuses);
    expect(after.status?.podIP).toBe(before.status?.podIP);
    const sandboxes = () => node.runtime.listSandboxes({ podUid: doomed.metadata?.uid ?? '' });
    await eventually(async () => (await sandboxes()).length === 0, 'the end of the deleted pod’s sandbox');
    // A container that is killed outside the kubelet is restarted.
    const [container] = await node.runtime.listContainers({ podUid: before.metadata?.uid ?? '' });
    await node.runtime.stopContainer(container!.id, 0);
    const again = await node.until(
      'survivor',
      (pod) => isReady(pod) && pod.status?.containerStatuses?.[0]?.restartCount === 1,
    );
    expect(isRunning(again)).toBe(true);
  });
});
