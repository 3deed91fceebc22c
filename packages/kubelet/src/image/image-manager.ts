/** Sees to it that a container's image is there: found, pulled by policy, or refused in Kubernetes' words. */
import type { Pod, Secret } from '@kubets/api';
import { type Clock, messageOf } from '@kubets/base';
import { fromBase64 } from '../config/environment.ts';
import type { ObjectSource } from '../config/objects.ts';
import { Backoff } from '../pod/backoff.ts';
import type { AnyContainer } from '../pod/containers.ts';
import type { ContainerRuntime, ImageInfo, RegistryAuth, SandboxConfig } from '../runtime.ts';
import { isLatest, parseImage } from './reference.ts';

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
  event(pod: Pod, container: string, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface ImageManager {
  /** Rejects with ImageError. */
  ensure(pod: Pod, container: AnyContainer, sandbox: SandboxConfig | undefined): Promise<ImageInfo>;
  /** When pulling may be tried again (milliseconds since the epoch), if it is held back now. */
  retryAt(pod: Pod, container: AnyContainer): number | undefined;
  forget(podUid: string): void;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function authFrom(entry: unknown): RegistryAuth | undefined {
  if (!isRecord(entry)) return undefined;
  const text = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  let [username, password] = [text('username'), text('password')];
  if (username === '' && text('auth') !== '') {
    const decoded = new TextDecoder().decode(fromBase64(text('auth')));
    const colon = decoded.indexOf(':');
    [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  }
  return username === '' ? undefined : { username, password };
}

/** Credentials for the image's registry in a docker config secret. */
export function registryAuth(secret: Secret, image: string): RegistryAuth | undefined {
  const reference = parseImage(image);
  const raw = secret.data?.['.dockerconfigjson'] ?? secret.data?.['.dockercfg'];
  if (reference === undefined || raw === undefined) return undefined;
  let config: unknown;
  try {
    config = JSON.parse(new TextDecoder().decode(fromBase64(raw)));
  } catch {
    return undefined;
  }
  const auths = isRecord(config) && isRecord(config['auths']) ? config['auths'] : config;
  if (!isRecord(auths)) return undefined;
  const bare = (registry: string): string =>
    registry
      .replace(/^https?:\/\//, '')
      .replace(/\/(v[12]\/?)?$/, '')
      .replace(/^(index|registry-1)\.docker\.io/, 'docker.io');
  const full = `${reference.domain}/${reference.path}`;
  const matching = Object.keys(auths)
    .filter((registry) => full === bare(registry) || full.startsWith(`${bare(registry)}/`))
    .sort((a, b) => b.length - a.length)[0];
  return matching === undefined ? undefined : authFrom(auths[matching]);
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

  async ensure(pod: Pod, container: AnyContainer, sandbox: SandboxConfig | undefined): Promise<ImageInfo> {
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
    if (present && policy !== 'Always') {
      const message = `Container image ${named} already present on machine and can be accessed by the pod`;
      this.#options.event(pod, container.name, 'Normal', 'Pulled', message);
      return present;
    }
    if (policy === 'Never') {
      const message = `Container image ${named} is not present with pull policy of Never`;
      throw this.#refused(pod, container, 'ErrImageNeverPull', 'ErrImageNeverPull', message);
    }
    return this.#pull(pod, container, image, sandbox);
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
    try {
      await runtime.pullImage(image, await this.#credentials(pod, image), sandbox);
    } catch (error) {
      const message = messageOf(error);
      this.#backoff.next(key, clock.now(), clock.now());
      this.#failures.set(key, { at: clock.now(), message });
      event(pod, container.name, 'Warning', 'Failed', `Failed to pull image ${named}: ${message}`);
      throw new ImageError('ErrImagePull', message);
    }
    this.#failures.delete(key);
    const pulled = await runtime.imageStatus(image);
    if (pulled === undefined)
      throw new ImageError('ImageInspectError', `Failed to inspect image ${named}: not found after its pull`);
    const took = `${((clock.monotonic() - begun) / 1000).toFixed(3)}s`;
    const size = `Image size: ${pulled.size} bytes.`;
    const message = `Successfully pulled image ${named} in ${took} (${took} including waiting). ${size}`;
    event(pod, container.name, 'Normal', 'Pulled', message);
    return pulled;
  }

  async #credentials(pod: Pod, image: string): Promise<RegistryAuth | undefined> {
    for (const { name = '' } of pod.spec?.imagePullSecrets ?? []) {
      const secret = await this.#options.objects.secret(pod.metadata?.namespace ?? '', name);
      const auth = secret && registryAuth(secret, image);
      if (auth) return auth;
    }
    return undefined;
  }
}

const keyOf = (pod: Pod, container: AnyContainer): string => `${pod.metadata?.uid ?? ''}_${container.image ?? ''}`;
