/** Notices what happened in the runtime by itself: compares lists of sandboxes and containers, a second apart. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { label } from '@kubets/cri/labels';
import { type Container, type ContainerRuntime, RuntimeError, type Sandbox } from '@kubets/cri/runtime';

export interface RuntimePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Differs whenever something of the pod changed state. */
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

export interface RelistOptions {
  readonly runtime: ContainerRuntime;
  readonly clock: Clock;
  readonly log: Logger;
  /** The pod is not as it was at the last look. */
  changed(pod: RuntimePod): void;
  /** Every look: what there is, and the ids of all sandboxes and containers. */
  looked(pods: ReadonlyMap<string, RuntimePod>, ids: ReadonlySet<string>): void;
}

const period = 1000;
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** Looks every second, and at once after an event where the runtime offers events. Until the signal aborts. */
export async function relist(options: RelistOptions, signal: AbortSignal): Promise<void> {
  const { runtime, clock, log } = options;
  let before = new Map<string, RuntimePod>();
  let down = false;
  const look = async (): Promise<void> => {
    const [sandboxes, containers] = await Promise.all([runtime.listSandboxes(), runtime.listContainers()]);
    if (signal.aborted) return;
    const now = runtimePods(sandboxes.toSorted(byId), containers.toSorted(byId));
    for (const [uid, pod] of now) if (before.get(uid)?.signature !== pod.signature) options.changed(pod);
    for (const [uid, pod] of before) if (!now.has(uid)) options.changed(pod);
    before = now;
    options.looked(now, new Set([...sandboxes, ...containers].map(({ id }) => id)));
  };
  const events = followEvents(options, signal);
  while (!signal.aborted) {
    const begun = clock.monotonic();
    try {
      await look();
      down = false;
    } catch (error) {
      if (!down) log.warn('the container runtime does not answer', { error: messageOf(error) });
      down = true;
    }
    const left = Math.max(0, period - (clock.monotonic() - begun));
    await clock.sleep(left, signal).catch(() => undefined);
  }
  await events;
}

/** Events come before the next look would; a runtime without them is only looked at. */
async function followEvents({ runtime, changed, clock, log }: RelistOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && runtime.events) {
    try {
      for await (const event of runtime.events(signal))
        if (event.podUid !== '') changed({ uid: event.podUid, namespace: '', name: '', signature: event.containerId });
    } catch (error) {
      if (error instanceof RuntimeError && error.code === 'Unimplemented') return;
      log.debug('the stream of container events broke', { error: messageOf(error) });
    }
    await clock.sleep(period, signal).catch(() => undefined);
  }
}
