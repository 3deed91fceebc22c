/** The pod lifecycle event generator (PLEG): compares what the runtime has with what it had a second before. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { label } from '@kubets/cri/labels';
import { type Container, type ContainerRuntime, RuntimeError, type Sandbox } from '@kubets/cri/runtime';

export interface RuntimePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Changes whenever a sandbox or container of the pod changes its state. */
  readonly signature: string;
}

/** What the runtime has, pod by pod. Pure. */
export function runtimePods(sandboxes: readonly Sandbox[], containers: readonly Container[]): Map<string, RuntimePod> {
  const pods = new Map<string, RuntimePod>();
  const add = (uid: string, namespace: string, name: string, what: string): void => {
    if (uid === '') return;
    const signature = `${pods.get(uid)?.signature ?? ''}${what} `;
    pods.set(uid, { uid, namespace, name, signature });
  };
  for (const { id, uid, namespace, name, ready } of sandboxes) add(uid, namespace, name, `${id}:${ready}`);
  for (const { id, labels, state } of containers)
    add(labels[label.podUid] ?? '', labels[label.podNamespace] ?? '', labels[label.podName] ?? '', `${id}:${state}`);
  return pods;
}

const relistPeriodMs = 1000;

export interface PlegOptions {
  readonly runtime: Pick<ContainerRuntime, 'listSandboxes' | 'listContainers' | 'events'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** A sandbox or a container of the pod has changed since the last relist. */
  podChanged(pod: RuntimePod): void;
  /** After every relist: what there is, and the ids of all sandboxes and containers. */
  relisted(pods: ReadonlyMap<string, RuntimePod>, ids: ReadonlySet<string>): void;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** Relists every second until the signal aborts. Events of the runtime, where it offers them, come before that. */
export async function runPleg(options: PlegOptions, signal: AbortSignal): Promise<void> {
  const { runtime, clock, log } = options;
  let before = new Map<string, RuntimePod>();
  let isDown = false;
  const relist = async (): Promise<void> => {
    const [sandboxes, containers] = await Promise.all([runtime.listSandboxes(), runtime.listContainers()]);
    if (signal.aborted) return;
    const now = runtimePods(sandboxes.toSorted(byId), containers.toSorted(byId));
    for (const [uid, pod] of now) if (before.get(uid)?.signature !== pod.signature) options.podChanged(pod);
    for (const [uid, pod] of before) if (!now.has(uid)) options.podChanged(pod);
    before = now;
    options.relisted(now, new Set([...sandboxes, ...containers].map(({ id }) => id)));
  };
  const events = followEvents(options, signal);
  while (!signal.aborted) {
    const beganAt = clock.monotonic();
    try {
      await relist();
      isDown = false;
    } catch (error) {
      if (!isDown) log.warn('the container runtime does not answer', { error: messageOf(error) });
      isDown = true;
    }
    const left = Math.max(0, relistPeriodMs - (clock.monotonic() - beganAt));
    await clock.sleep(left, signal).catch(() => undefined);
  }
  await events;
}

/** Follows the runtime's events; a runtime without them is only relisted. */
async function followEvents({ runtime, podChanged, clock, log }: PlegOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && runtime.events) {
    try {
      for await (const event of runtime.events(signal))
        if (event.podUid !== '')
          podChanged({ uid: event.podUid, namespace: '', name: '', signature: event.containerId });
    } catch (error) {
      if (error instanceof RuntimeError && error.code === 'Unimplemented') return;
      log.debug('the stream of container events ended', { error: messageOf(error) });
    }
    await clock.sleep(relistPeriodMs, signal).catch(() => undefined);
  }
}
