/** Starts one container: image, configuration, creation, start, postStart hook. Each failure has a reason and an event. */
import { type Clock, messageOf } from '@kubets/base';
import type { ContainerConfig, ContainerRuntime, ImageInfo } from '@kubets/cri/runtime';
import type { Host } from '../host/host.ts';
import { ImageError, type ImageManager } from '../images/image-manager.ts';
import { identityOf, type NodePaths, podLogDirectory } from '../pod/keys.ts';
import { newestOf, restartCountOf } from '../pod/observed.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import type { Allocations } from './allocations.ts';
import type { Configure } from './configure-container.ts';
import type { StartFailure } from './pod-record.ts';
import type { RunPostStart } from './post-start.ts';
import type { StartInput } from './start-input.ts';

/** Undefined: it runs. Rejects with the reason of the input's signal once that has aborted. */
export type StartContainer = (input: StartInput) => Promise<StartFailure | undefined>;

export interface StartDependencies {
  readonly images: Pick<ImageManager, 'ensure' | 'retryAt'>;
  readonly runtime: Pick<ContainerRuntime, 'createContainer' | 'startContainer'>;
  readonly files: Pick<Host['files'], 'below'>;
  readonly paths: NodePaths;
  readonly allocations: Pick<Allocations, 'noteActuated'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly recordEvent: RecordPodEvent;
  readonly configure: Configure;
  readonly runPostStart: RunPostStart;
}

export const createContainerStarter =
  (dependencies: StartDependencies): StartContainer =>
  (input) =>
    startContainer(input, dependencies);

/** How often the container was restarted, counting the start to come. */
function attemptOf({ pod, container, observed }: StartInput): number {
  const newest = newestOf(observed, container.name);
  if (newest) return restartCountOf(newest) + 1;
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.ephemeralContainerStatuses ?? []),
  ];
  const known = statuses.find(({ name }) => name === container.name);
  return known?.containerID || known?.lastState?.terminated ? known.restartCount + 1 : 0;
}

/** The delay after a failed pull until the container shows ImagePullBackOff. */
const showBackoffAfterMs = 1000;

/** Rejects when the signal aborts before the image is there. What pulls it goes on, for other pods. */
function ensureImage(
  { pod, container, sandboxConfig, signal }: StartInput,
  images: Pick<ImageManager, 'ensure'>,
): Promise<ImageInfo> {
  const cancelled = Promise.withResolvers<never>();
  const cancel = (): void => cancelled.reject(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  const ensuring = images.ensure(pod, container, sandboxConfig, signal);
  return Promise.race([ensuring, cancelled.promise]).finally(() => signal.removeEventListener('abort', cancel));
}

async function findImage(
  input: StartInput,
  { images, clock, recordEvent }: Pick<StartDependencies, 'images' | 'clock' | 'recordEvent'>,
): Promise<ImageInfo | StartFailure> {
  const { pod, container } = input;
  try {
    return await ensureImage(input, images);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    recordEvent(pod, container.name, 'Warning', 'Failed', `Error: ${error.reason}`);
    const { reason, message } = error;
    const heldUntil = images.retryAt(pod, container);
    const failedNow = reason === 'ErrImagePull' && heldUntil !== undefined;
    return { reason, message, retryAt: failedNow ? Math.min(heldUntil, clock.now() + showBackoffAfterMs) : heldUntil };
  }
}

async function createContainer(
  { pod, container, sandbox, sandboxConfig }: StartInput,
  config: ContainerConfig,
  { files, paths, runtime, allocations }: StartDependencies,
): Promise<string> {
  await files.below(podLogDirectory(paths, identityOf(pod))).makeDirectory(container.name, 0o755);
  const id = await runtime.createContainer(sandbox.id, config, sandboxConfig);
  const instance = { name: container.name, id };
  await allocations.noteActuated(pod.metadata?.uid ?? '', instance, container.resources ?? {});
  return id;
}

async function startContainer(input: StartInput, dependencies: StartDependencies): Promise<StartFailure | undefined> {
  const { pod, container, signal } = input;
  const { runtime, recordEvent, configure, runPostStart } = dependencies;
  const failed = (reason: string, error: unknown): StartFailure => {
    const message = messageOf(error);
    recordEvent(pod, container.name, 'Warning', 'Failed', `Error: ${message}`);
    return { reason, message };
  };
  signal.throwIfAborted();
  const image = await findImage(input, dependencies);
  if ('reason' in image) return image;
  const attempt = attemptOf(input);
  let config: ContainerConfig;
  try {
    config = await configure(input, image, attempt);
  } catch (error) {
    return failed('CreateContainerConfigError', error);
  }
  signal.throwIfAborted();
  let id: string;
  try {
    id = await createContainer(input, config, dependencies);
  } catch (error) {
    return failed('CreateContainerError', error);
  }
  recordEvent(pod, container.name, 'Normal', 'Created', 'Container created');
  signal.throwIfAborted();
  try {
    await runtime.startContainer(id);
  } catch (error) {
    return failed('RunContainerError', error);
  }
  recordEvent(pod, container.name, 'Normal', 'Started', 'Container started');
  return runPostStart(input, id, attempt);
}
