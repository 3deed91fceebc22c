/** What every ContainerRuntime must do. The kubelet relies on each of these cases. */
import { invariant } from '@kubets/base';
import { label } from '../labels.ts';
import type { ContainerConfig, ContainerRuntime, SandboxConfig } from '../runtime.ts';
import { RuntimeError } from '../runtime.ts';

export interface RuntimeUnderTest {
  readonly runtime: ContainerRuntime;
  /** An image that is there, with a program that sleeps for ever. */
  readonly image: string;
  readonly command: readonly string[];
  readonly logDirectory: string;
  readonly cgroupParent: string;
  /** A new pod uid at each call. */
  uid(): string;
}

export interface RuntimeCase {
  readonly name: string;
  run(subject: RuntimeUnderTest): Promise<void>;
}

function sandboxOf(subject: RuntimeUnderTest, uid: string, attempt = 0): SandboxConfig {
  return {
    name: `pod-${uid}`,
    namespace: 'conformance',
    uid,
    attempt,
    hostname: 'pod',
    logDirectory: `${subject.logDirectory}/${uid}`,
    portMappings: [],
    labels: { [label.podUid]: uid, [label.podName]: `pod-${uid}`, [label.podNamespace]: 'conformance', extra: 'kept' },
    annotations: { note: 'kept' },
    cgroupParent: `${subject.cgroupParent}/pod${uid}`,
    sysctls: {},
    hostNetwork: false,
    hostPid: false,
    hostIpc: false,
    shareProcessNamespace: false,
    security: { supplementalGroups: [], supplementalGroupsPolicy: 'Merge', privileged: false, readonlyRootfs: false },
  };
}

async function containerOf(subject: RuntimeUnderTest, uid: string, attempt = 0): Promise<ContainerConfig> {
  const image = await subject.runtime.imageStatus(subject.image);
  invariant(image, `${subject.image} is not there`);
  return {
    name: 'main',
    attempt,
    image: subject.image,
    imageRef: image.id,
    command: subject.command,
    args: [],
    workingDir: '',
    env: [{ name: 'GREETING', value: 'hello' }],
    mounts: [],
    devices: [],
    labels: { [label.podUid]: uid, [label.containerName]: 'main' },
    annotations: { hash: 'abc' },
    logPath: `main-${attempt}.log`,
    stdin: false,
    stdinOnce: false,
    tty: false,
    resources: { cpuShares: 2, oomScoreAdj: 1000 },
    security: {
      privileged: false,
      supplementalGroups: [],
      supplementalGroupsPolicy: 'Merge',
      readonlyRootfs: false,
      noNewPrivileges: false,
      addCapabilities: [],
      dropCapabilities: [],
    },
  };
}

interface Running {
  readonly uid: string;
  readonly sandbox: SandboxConfig;
  readonly sandboxId: string;
  readonly id: string;
}

/** A sandbox with one running container; removed when `use` is through. */
async function withContainer(subject: RuntimeUnderTest, use: (running: Running) => Promise<void>): Promise<void> {
  const { runtime } = subject;
  const uid = subject.uid();
  const sandbox = sandboxOf(subject, uid);
  const sandboxId = await runtime.runSandbox(sandbox, '');
  try {
    const id = await runtime.createContainer(sandboxId, await containerOf(subject, uid), sandbox);
    await runtime.startContainer(id);
    await use({ uid, sandbox, sandboxId, id });
  } finally {
    await runtime.stopSandbox(sandboxId);
    await runtime.removeSandbox(sandboxId);
  }
}

/** Asserts that the call is refused with NotFound. */
async function refusesMissing(call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  invariant(outcome instanceof RuntimeError && outcome.code === 'NotFound', 'what is missing is NotFound');
}

export const runtimeConformance: readonly RuntimeCase[] = [
  {
    name: 'says who it is and that it is ready',
    run: async ({ runtime }) => {
      invariant((await runtime.version()).name !== '', 'it has a name');
      const conditions = await runtime.conditions();
      invariant(conditions.length === 2 && conditions.every(({ status }) => status), 'runtime and network are ready');
    },
  },
  {
    name: 'keeps a sandbox with its labels, annotations and address, and finds it by pod',
    run: (subject) =>
      withContainer(subject, async ({ uid, sandboxId }) => {
        const { runtime } = subject;
        const status = await runtime.sandboxStatus(sandboxId);
        invariant(status.ready && status.ips.length > 0, 'it is ready and has an address');
        invariant(
          status.uid === uid && status.labels['extra'] === 'kept' && status.annotations['note'] === 'kept',
          'kept',
        );
        const found = await runtime.listSandboxes({ podUid: uid });
        invariant(found.length === 1 && found[0]?.id === sandboxId, 'it is found');
        invariant((await runtime.listSandboxes({ podUid: `${uid}x` })).length === 0, 'others are not');
      }),
  },
  {
    name: 'runs a container and tells its life',
    run: (subject) =>
      withContainer(subject, async ({ uid, sandboxId, id }) => {
        const { runtime } = subject;
        const running = await runtime.containerStatus(id);
        invariant(running.state === 'running' && running.startedAt > 0, 'it runs');
        invariant(running.annotations['hash'] === 'abc' && running.attempt === 0, 'annotations and attempt are kept');
        const [listed] = await runtime.listContainers({ podUid: uid });
        invariant(listed?.id === id && listed.sandboxId === sandboxId, 'it is listed with its sandbox');
        await runtime.stopContainer(id, 1);
        const ended = await runtime.containerStatus(id);
        invariant(ended.state === 'exited' && ended.finishedAt >= ended.startedAt, 'it ended after its start');
      }),
  },
  {
    name: 'takes stopping and removing twice, and of what is gone',
    run: (subject) =>
      withContainer(subject, async ({ sandboxId, id }) => {
        const { runtime } = subject;
        await runtime.stopContainer(id, 0);
        await runtime.stopContainer(id, 0);
        await runtime.removeContainer(id);
        await runtime.removeContainer(id);
        await runtime.stopContainer(id, 0);
        await runtime.stopSandbox(sandboxId);
        await runtime.stopSandbox(sandboxId);
        await runtime.removeSandbox(sandboxId);
        await runtime.removeSandbox(sandboxId);
      }),
  },
  {
    name: 'ends the containers of a sandbox that is stopped, and forgets those of one that is removed',
    run: (subject) =>
      withContainer(subject, async ({ uid, sandboxId, id }) => {
        const { runtime } = subject;
        await runtime.stopSandbox(sandboxId);
        invariant((await runtime.containerStatus(id)).state === 'exited', 'the container ended with its sandbox');
        invariant(!(await runtime.sandboxStatus(sandboxId)).ready, 'the sandbox is not ready');
        await runtime.removeSandbox(sandboxId);
        invariant((await runtime.listContainers({ podUid: uid })).length === 0, 'no container is left');
        await refusesMissing(runtime.containerStatus(id));
        await refusesMissing(runtime.sandboxStatus(sandboxId));
      }),
  },
  {
    name: 'makes further attempts of sandbox and container beside the old ones',
    run: async (subject) => {
      const { runtime } = subject;
      await withContainer(subject, async ({ uid, sandboxId, sandbox, id }) => {
        await runtime.stopContainer(id, 0);
        const again = await runtime.createContainer(sandboxId, await containerOf(subject, uid, 1), sandbox);
        await runtime.startContainer(again);
        invariant((await runtime.listContainers({ podUid: uid })).length === 2, 'both attempts are there');
        await runtime.stopSandbox(sandboxId);
        const second = await runtime.runSandbox(sandboxOf(subject, uid, 1), '');
        invariant((await runtime.listSandboxes({ podUid: uid })).length === 2, 'both sandboxes are there');
        await runtime.stopSandbox(second);
        await runtime.removeSandbox(second);
      });
    },
  },
  {
    name: 'knows no image that is not there',
    run: async ({ runtime }) => {
      const image = await runtime.imageStatus('kubets.local/no-such-image:1');
      invariant(image === undefined, 'there is none');
      await runtime.removeImage('kubets.local/no-such-image:1');
    },
  },
  {
    name: 'runs commands in a running container',
    run: (subject) =>
      withContainer(subject, async ({ id }) => {
        const { exitCode } = await subject.runtime.execSync(id, ['true'], 5);
        invariant(exitCode === 0, 'it ran');
        await refusesMissing(subject.runtime.execSync('no-such-container', ['true'], 5));
      }),
  },
];
