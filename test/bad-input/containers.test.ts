/** Containers that cannot start or that fail: the status and events are those of Kubernetes, and other containers run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { image, loadTools, needsContainers } from '../cli/containers.ts';
import { Cluster, eventually, remains } from '../harness.ts';

const why = needsContainers('what goes wrong with containers');

interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly terminated?: { readonly reason: string; readonly exitCode: number };
}

interface Pod {
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: ContainerState;
      readonly lastState: ContainerState;
    }[];
  };
}

describe.skipIf(why !== undefined)('kubelet: a container', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
    await loadTools(cluster);
    await Promise.all([
      start('no-registry', { image: '127.0.0.1:1/none:1' }),
      start('never-pull', { image: 'kubets.local/none:1', imagePullPolicy: 'Never' }),
      start('bad-name', { image: 'Not:::An Image' }),
      start('crashes', { command: ['sh', '-c', 'echo last words; exit 3'] }),
      start('fails', { command: ['false'] }, 'Never'),
      start('no-program', { command: ['/no/such/program'] }, 'Never'),
      start('no-config', { envFrom: [{ configMapRef: { name: 'missing' } }] }),
      start('good', { command: ['sleep', '3600'] }),
    ]);
  });

  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  async function start(name: string, container: object, restartPolicy = 'Always'): Promise<void> {
    const manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { restartPolicy, terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image, ...container }] },
    };
    await cluster.kubectlWith(JSON.stringify(manifest), 'create', '-f', '-');
  }

  const pod = (name: string): Promise<Pod> => cluster.json<Pod>('get', 'pod', name);
  const state = async (name: string): Promise<ContainerState> =>
    (await pod(name)).status.containerStatuses?.[0]?.state ?? {};
  const waitsFor = (name: string, reason: string): Promise<ContainerState> =>
    eventually(async () => {
      const now = await state(name);
      return now.waiting?.reason === reason ? now : undefined;
    }, `${name} waits with ${reason}`);
  const column = async (name: string): Promise<string> =>
    (await cluster.kubectl('get', 'pod', name, '--no-headers')).split(/\s+/)[2] ?? '';
  const events = (name: string): Promise<string> =>
    cluster.kubectl('get', 'events', '--field-selector', `involvedObject.name=${name}`);

  it('whose image cannot be pulled waits with ErrImagePull, then ImagePullBackOff', async () => {
    await waitsFor('no-registry', 'ImagePullBackOff');
    expect(await column('no-registry')).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    const told = await eventually(async () => {
      const text = await events('no-registry');
      return text.includes('Back-off pulling image "127.0.0.1:1/none:1"') ? text : undefined;
    }, 'the back-off event');
    expect(told).toMatch(
      /Warning +Failed +pod\/no-registry +Failed to pull image "127\.0\.0\.1:1\/none:1": .*connection refused/,
    );
    expect(told).toMatch(/Warning +Failed +pod\/no-registry +Error: ErrImagePull/);
    expect(told).toMatch(/Warning +Failed +pod\/no-registry +Error: ImagePullBackOff/);
    expect((await pod('no-registry')).status.phase).toBe('Pending');
  });

  it.each([
    ['no-registry', 'ImagePullBackOff', 'trying and failing to pull image'],
    ['never-pull', 'ErrImageNeverPull', 'ErrImageNeverPull'],
    ['no-config', 'CreateContainerConfigError', 'CreateContainerConfigError'],
  ])('%s has no log yet, and the response contains the reason', async (name, reason, words) => {
    await waitsFor(name, reason);
    const { code, stderr } = await cluster.tryKubectl(['logs', name]);
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(
      `Error from server (BadRequest): container "main" in pod "${name}" is waiting to start: ${words}`,
    );
    const previous = await cluster.tryKubectl(['logs', name, '--previous']);
    expect(previous.stderr.trim()).toBe(
      `Error from server (BadRequest): previous terminated container "main" in pod "${name}" not found`,
    );
  });

  it('whose image must not be pulled waits with ErrImageNeverPull', async () => {
    const { waiting } = await waitsFor('never-pull', 'ErrImageNeverPull');
    expect(waiting?.message).toBe('Container image "kubets.local/none:1" is not present with pull policy of Never');
  });

  it('whose image name is invalid waits with InvalidImageName', async () => {
    const { waiting } = await waitsFor('bad-name', 'InvalidImageName');
    expect(waiting?.message).toContain(
      'Failed to apply default image tag "Not:::An Image": couldn\'t parse image name',
    );
  });

  it('that exits immediately is restarted, then waits with CrashLoopBackOff', async () => {
    const { waiting } = await waitsFor('crashes', 'CrashLoopBackOff');
    expect(waiting?.message).toMatch(/^back-off \d+s restarting failed container=main pod=crashes_default\(.*\)$/);
    const status = (await pod('crashes')).status.containerStatuses?.[0];
    expect(status?.lastState.terminated).toMatchObject({ reason: 'Error', exitCode: 3 });
    await eventually(
      async () => ((await pod('crashes')).status.containerStatuses?.[0]?.restartCount ?? 0) >= 1 || undefined,
      'a restart',
    );
    expect(await cluster.kubectl('logs', 'crashes')).toBe('last words\n');
    expect(await events('crashes')).toMatch(
      /Warning +BackOff +pod\/crashes +Back-off restarting failed container main in pod crashes_default/,
    );
    expect((await pod('crashes')).status.phase).toBe('Running');
  });

  it('that fails with restartPolicy Never ends its pod', async () => {
    await eventually(async () => (await pod('fails')).status.phase === 'Failed' || undefined, 'the phase Failed');
    expect((await state('fails')).terminated).toMatchObject({ reason: 'Error', exitCode: 1 });
    expect(await column('fails')).toBe('Error');
  });

  it('whose program does not exist reports the error of the runtime', async () => {
    const { terminated } = await eventually(async () => {
      const now = await state('no-program');
      return now.terminated === undefined ? undefined : now;
    }, 'the end of no-program');
    expect(terminated).toMatchObject({ reason: 'StartError', exitCode: 128 });
    expect(await events('no-program')).toMatch(
      /Warning +Failed +pod\/no-program +Error: .*\/no\/such\/program.*no such file or directory/,
    );
  });

  it('whose configuration is missing waits, and starts when the configuration exists', async () => {
    const { waiting } = await waitsFor('no-config', 'CreateContainerConfigError');
    expect(waiting?.message).toBe('configmap "missing" not found');
    await cluster.kubectl('create', 'configmap', 'missing', '--from-literal=A=b');
    await eventually(
      async () => (await state('no-config')).waiting?.reason !== 'CreateContainerConfigError' || undefined,
      'its start',
      90,
    );
  });

  it('that is valid runs beside all others', async () => {
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/good', '--timeout=30s');
    expect((await pod('good')).status.containerStatuses?.[0]?.restartCount).toBe(0);
    expect(await cluster.kubets('status')).toContain('1 of 1 ready');
  });
});
