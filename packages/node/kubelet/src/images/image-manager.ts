/** Ensures that the image of a container is present: found, pulled according to its policy, or refused. */
import type { Pod } from '@kubets/api';
import { type Clock, messageOf } from '@kubets/base';
import { isLatest, parseImage } from '@kubets/cri/image-reference';
import type { ContainerRuntime, ImageInfo, SandboxConfig } from '@kubets/cri/runtime';
import type { ObjectSource } from '../cri-config/objects.ts';
import { Backoff } from '../pod/backoff.ts';
import type { AnyContainer } from '../pod/containers.ts';
import { type PullCredential, pullCredentials } from './credentials.ts';
import type { PullRecords, SecretCredential } from './pull-records.ts';

export type ImageFailure =
  | 'InvalidImageName'
  | 'ImageInspectError'
  | 'ErrImageNeverPull'
  | 'ErrImagePull'
  | 'ImagePullBackOff';

/** Why there is no image; `reason` is what the container's waiting state shows. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly reason: ImageFailure;
  constructor(reason: ImageFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ImageManagerOptions {
  readonly runtime: Pick<ContainerRuntime, 'imageStatus' | 'pullImage'>;
  readonly objects: Pick<ObjectSource, 'secret'>;
  readonly clock: Clock;
  readonly records: PullRecords;
  /** SHA-256, in hexadecimal. */
  digest(text: string): string;
  event(pod: Pod, container: string, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface ImageManager {
  /** Rejects with ImageError. `signal`: aborts when the pod has to end; a failed pull is not remembered after that. */
  ensure(
    pod: Pod,
    container: AnyContainer,
    sandbox: SandboxConfig | undefined,
    signal?: AbortSignal,
  ): Promise<ImageInfo>;
  /** When pulling may be tried again (milliseconds since the epoch), if it is held back now. */
  retryAt(pod: Pod, container: AnyContainer): number | undefined;
  forget(podUid: string): void;
}

export function createImageManager(options: ImageManagerOptions): ImageManager {
  return new PullingImageManager(options);
}

class PullingImageManager implements ImageManager {
  readonly #options: ImageManagerOptions;
  readonly #backoff = new Backoff();
  readonly #failures = new Map<string, { readonly at: number; readonly message: string }>();

  constructor(options: ImageManagerOptions) {
    this.#options = options;
  }

  retryAt(pod: Pod, container: AnyContainer): number | undefined {
    const key = keyOf(pod, container);
    const failure = this.#failures.get(key);
    return failure && this.#backoff.until(key, failure.at, this.#options.clock.now());
  }

  forget(podUid: string): void {
    this.#backoff.forget(`${podUid}_`);
    for (const key of this.#failures.keys()) if (key.startsWith(`${podUid}_`)) this.#failures.delete(key);
  }

  async ensure(
    pod: Pod,
    container: AnyContainer,
    sandbox: SandboxConfig | undefined,
    signal?: AbortSignal,
  ): Promise<ImageInfo> {
    const named = JSON.stringify(container.image ?? '');
    const reference = parseImage(container.image ?? '');
    if (reference === undefined) {
      const why = `couldn't parse image name ${named}: invalid reference format`;
      const message = `Failed to apply default image tag ${named}: ${why}`;
      throw this.#refused(pod, container, 'InvalidImageName', 'InspectFailed', message);
    }
    const tagged = reference.tag !== undefined || reference.digest !== undefined;
    const image = tagged ? (container.image ?? '') : `${container.image}:latest`;
    const present = await this.#options.runtime.imageStatus(image).catch((error: unknown) => {
      const message = `Failed to inspect image ${named}: ${messageOf(error)}`;
      throw this.#refused(pod, container, 'ImageInspectError', 'InspectFailed', message);
    });
    const policy = container.imagePullPolicy ?? (isLatest(image) ? 'Always' : 'IfNotPresent');
    if (present && policy !== 'Always' && (await this.#mayUse(pod, image, present))) {
      const message = `Container image ${named} already present on machine and can be accessed by the pod`;
      this.#options.event(pod, container.name, 'Normal', 'Pulled', message);
      return present;
    }
    if (policy === 'Never') {
      const message = `Container image ${named} is not present with pull policy of Never`;
      throw this.#refused(pod, container, 'ErrImageNeverPull', 'ErrImageNeverPull', message);
    }
    return this.#pull(pod, container, image, sandbox, signal);
  }

  #refused(pod: Pod, container: AnyContainer, failure: ImageFailure, reason: string, message: string): ImageError {
    this.#options.event(pod, container.name, 'Warning', reason, message);
    return new ImageError(failure, message);
  }

  async #pull(
    pod: Pod,
    container: AnyContainer,
    image: string,
    sandbox: SandboxConfig | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ImageInfo> {
    const { clock, runtime, event } = this.#options;
    const named = JSON.stringify(container.image);
    const key = keyOf(pod, container);
    if (this.retryAt(pod, container) !== undefined) {
      event(pod, container.name, 'Normal', 'BackOff', `Back-off pulling image ${named}`);
      const last = this.#failures.get(key)?.message;
      throw new ImageError('ImagePullBackOff', `Back-off pulling image ${named}: ErrImagePull: ${last}`);
    }
    event(pod, container.name, 'Normal', 'Pulling', `Pulling image ${named}`);
    const begun = clock.monotonic();
    let secret: SecretCredential | undefined;
    try {
      secret = await this.#pullWithAny(pod, image, sandbox);
    } catch (error) {
      const message = messageOf(error);
      if (signal?.aborted) throw new ImageError('ErrImagePull', message);
      this.#backoff.next(key, clock.now(), clock.now());
      this.#failures.set(key, { at: clock.now(), message });
      event(pod, container.name, 'Warning', 'Failed', `Failed to pull image ${named}: ${message}`);
      throw new ImageError('ErrImagePull', message);
    }
    this.#failures.delete(key);
    const pulled = await runtime.imageStatus(image);
    if (pulled === undefined)
      throw new ImageError('ImageInspectError', `Failed to inspect image ${named}: not found after its pull`);
    await this.#options.records.pulled(image, pulled.id, secret);
    const took = `${((clock.monotonic() - begun) / 1000).toFixed(3)}s`;
    const size = `Image size: ${pulled.size} bytes.`;
    const message = `Successfully pulled image ${named} in ${took} (${took} including waiting). ${size}`;
    event(pod, container.name, 'Normal', 'Pulled', message);
    return pulled;
  }

  #mayUse(pod: Pod, image: string, present: ImageInfo): Promise<boolean> {
    return this.#options.records.mayUse(image, present.id, async () => {
      const credentials = await pullCredentials(pod, image, this.#options.objects, this.#options.digest);
      return credentials.map(({ secret }) => secret);
    });
  }

  /** Pulls with each of the credentials in turn, or without any. Returns the secret that the image was pulled with. */
  async #pullWithAny(
    pod: Pod,
    image: string,
    sandbox: SandboxConfig | undefined,
  ): Promise<SecretCredential | undefined> {
    const { runtime, records, objects, digest } = this.#options;
    const credentials: readonly Partial<PullCredential>[] = await pullCredentials(pod, image, objects, digest);
    const failures: unknown[] = [];
    await records.intend(image);
    for (const { auth, secret } of credentials.length === 0 ? [{}] : credentials)
      try {
        await runtime.pullImage(image, auth, sandbox);
        return secret;
      } catch (error) {
        failures.push(error);
      }
    await records.failed(image);
    if (failures.length === 1) throw failures[0];
    throw new ImageError('ErrImagePull', `[${failures.map(messageOf).join(', ')}]`);
  }
}

const keyOf = (pod: Pod, container: AnyContainer): string => `${pod.metadata?.uid ?? ''}_${container.image ?? ''}`;
