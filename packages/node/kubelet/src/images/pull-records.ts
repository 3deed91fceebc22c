/**
 * Which images this kubelet has pulled, and with whose credentials: a pod gets a private image that is on the machine
 * only if it could have pulled it. Upstream's KubeletEnsureSecretPulledImages with the policy NeverVerifyPreloadedImages:
 * images that came another way are for every pod. Kept on disk in the form of upstream's ImagePulledRecord.
 */
import { type Logger, messageOf } from '@kubets/base';
import { normalizeImage, parseImage } from '@kubets/cri/image-reference';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import type { ConfinedFiles, FileSystem } from '../host/host.ts';

/** The secret an image was pulled with. The hash tells whether another secret holds the same credentials. */
export interface SecretCredential {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly credentialHash: string;
}

interface RecordedCredentials {
  /** Pulled without credentials: any pod could have. */
  readonly nodePodsAccessible?: boolean;
  readonly kubernetesSecrets?: readonly SecretCredential[];
}

/** By the image's name without tag and digest. */
type CredentialMapping = Readonly<Record<string, RecordedCredentials>>;

export interface PullRecords {
  /** Called before a pull, so that the image counts as pulled by the kubelet even if it crashes meanwhile. */
  intend(image: string): Promise<void>;
  /** `secret` undefined: pulled without credentials. Where it cannot be noted, the log tells, and the next pod must pull. */
  pulled(image: string, imageRef: string, secret: SecretCredential | undefined): Promise<void>;
  failed(image: string): Promise<void>;
  /** Whether a pod with these secrets may use an image that is on the machine without pulling it. */
  mayUse(image: string, imageRef: string, secrets: () => Promise<readonly SecretCredential[]>): Promise<boolean>;
}

export interface PullRecordsOptions {
  readonly files: Pick<FileSystem, 'below' | 'makeDirectory'>;
  readonly runtime: Pick<ContainerRuntime, 'listImages'>;
  /** The kubelet's directory. */
  readonly rootDir: string;
  readonly log: Logger;
  /** SHA-256, in hexadecimal. */
  digest(text: string): string;
}

const apiVersion = 'kubelet.config.k8s.io/v1beta1';
const folders = { pulling: 'pulling', pulled: 'pulled' } as const;
/** Secrets noted of an image because they match another that is. Upstream's limit against a high turnover of namespaces. */
const maxMatchingSecrets = 100;
const maxRecordBytes = 4 * 1024 * 1024;

const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const repositoryOf = (image: string): string => {
  const reference = parseImage(image);
  return reference === undefined ? image : `${reference.domain}/${reference.path}`;
};

const sameSecret = (a: SecretCredential, b: SecretCredential): boolean =>
  a.uid === b.uid && a.namespace === b.namespace && a.name === b.name;

/** What is known after another pull: once anybody could pull it, anybody may use it. Pure. */
export function mergeCredentials(
  known: RecordedCredentials | undefined,
  secret: SecretCredential | undefined,
): RecordedCredentials {
  if (secret === undefined || known?.nodePodsAccessible) return { nodePodsAccessible: true };
  const others = (known?.kubernetesSecrets ?? []).filter((each) => !sameSecret(each, secret));
  return { kubernetesSecrets: [...others, secret] };
}

/** The secret by which a pod may use the image; undefined: it must pull it. Pure. */
export function grantingSecret(
  known: RecordedCredentials,
  secrets: readonly SecretCredential[],
): SecretCredential | undefined {
  return secrets.find((own) =>
    (known.kubernetesSecrets ?? []).some(
      (each) => sameSecret(each, own) || (own.credentialHash !== '' && each.credentialHash === own.credentialHash),
    ),
  );
}

export function createPullRecords(options: PullRecordsOptions): PullRecords {
  return new FilePullRecords(options);
}

class FilePullRecords implements PullRecords {
  readonly #options: PullRecordsOptions;
  readonly #directory: string;
  /** By file name. An unreadable record has no credentials, because it is unknown who pulled the image. */
  readonly #records = new Map<string, CredentialMapping>();
  /** By file name: how many pulls are under way here. 0: one that a kubelet before this one began. */
  readonly #intents = new Map<string, number>();
  #loaded: Promise<void> | undefined;
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PullRecordsOptions) {
    this.#options = options;
    this.#directory = `${options.rootDir}/image_manager`;
  }

  intend(image: string): Promise<void> {
    return this.#change(async (files) => {
      const file = this.#fileOf(image);
      const count = this.#intents.get(file) ?? 0;
      this.#intents.set(file, count + 1);
      if (count === 0)
        await files.replace(
          `${folders.pulling}/${file}`,
          encode({ apiVersion, kind: 'ImagePullIntent', image }),
          0o600,
        );
    });
  }

  pulled(image: string, imageRef: string, secret: SecretCredential | undefined): Promise<void> {
    const noted = this.#change(async (files) => {
      const file = this.#fileOf(imageRef);
      const known = this.#records.get(file) ?? {};
      const repository = repositoryOf(image);
      await this.#write(files, imageRef, { ...known, [repository]: mergeCredentials(known[repository], secret) });
      await this.#endIntent(files, image);
    });
    return noted.catch((error: unknown) => this.#complain(image, error));
  }

  failed(image: string): Promise<void> {
    const ended = this.#change((files) => this.#endIntent(files, image));
    return ended.catch((error: unknown) => this.#complain(image, error));
  }

  #complain(image: string, error: unknown): void {
    this.#options.log.warn('cannot record the pull of an image: pods may have to pull it again', {
      image,
      error: messageOf(error),
    });
  }

  async mayUse(image: string, imageRef: string, secrets: () => Promise<readonly SecretCredential[]>): Promise<boolean> {
    try {
      await this.#load();
    } catch (error) {
      this.#options.log.warn('the records of image pulls cannot be read', { error: messageOf(error) });
      return false;
    }
    const record = this.#records.get(this.#fileOf(imageRef));
    // Without a record and a pull that was begun the image was not pulled by this kubelet.
    if (record === undefined) return !this.#intents.has(this.#fileOf(image));
    const repository = repositoryOf(image);
    const known = Object.hasOwn(record, repository) ? record[repository] : undefined;
    if (known === undefined) return false;
    if (known.nodePodsAccessible) return true;
    const granting = grantingSecret(known, await secrets());
    if (granting === undefined) return false;
    await this.#noteMatch(image, imageRef, known, granting);
    return true;
  }

  /** A secret that holds the same credentials, or holds others by now, counts by itself from now on. */
  async #noteMatch(image: string, imageRef: string, known: RecordedCredentials, secret: SecretCredential) {
    const noted = known.kubernetesSecrets ?? [];
    if (noted.some((each) => sameSecret(each, secret) && each.credentialHash === secret.credentialHash)) return;
    if (noted.length < maxMatchingSecrets) await this.pulled(image, imageRef, secret);
  }

  #fileOf(key: string): string {
    return `sha256-${this.#options.digest(key)}`;
  }

  async #change(task: (files: ConfinedFiles) => Promise<void>): Promise<void> {
    await this.#load();
    const run = this.#last.then(() => task(this.#options.files.below(this.#directory)));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #write(files: ConfinedFiles, imageRef: string, credentialMapping: CredentialMapping): Promise<void> {
    const file = this.#fileOf(imageRef);
    const record = { apiVersion, kind: 'ImagePulledRecord', imageRef, credentialMapping };
    await files.replace(`${folders.pulled}/${file}`, encode(record), 0o600);
    this.#records.set(file, credentialMapping);
  }

  async #endIntent(files: ConfinedFiles, image: string): Promise<void> {
    const file = this.#fileOf(image);
    const count = this.#intents.get(file) ?? 0;
    if (count > 1) return void this.#intents.set(file, count - 1);
    await files.remove(`${folders.pulling}/${file}`);
    this.#intents.delete(file);
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  async #read(): Promise<void> {
    const { files: system, log } = this.#options;
    for (const folder of Object.values(folders)) await system.makeDirectory(`${this.#directory}/${folder}`, 0o700);
    const files = system.below(this.#directory);
    for (const file of await files.list(folders.pulled)) {
      const { credentialMapping } = await this.#json(files, `${folders.pulled}/${file}`);
      if (credentialMapping === undefined) log.warn('a record of a pulled image cannot be read', { file });
      this.#records.set(file, credentialMapping ?? {});
    }
    const begun = new Map<string, string>();
    for (const file of await files.list(folders.pulling)) {
      this.#intents.set(file, 0);
      const { image } = await this.#json(files, `${folders.pulling}/${file}`);
      const name = image === undefined ? undefined : normalizeImage(image);
      if (image !== undefined && name !== undefined) begun.set(name, image);
    }
    if (begun.size > 0) await this.#settle(files, begun);
  }

  /** Pulls that a kubelet before this one began: those that came through left an image whose credentials nobody noted. */
  async #settle(files: ConfinedFiles, begun: ReadonlyMap<string, string>): Promise<void> {
    for (const { id, repoTags, repoDigests } of await this.#options.runtime.listImages())
      for (const name of [...repoTags, ...repoDigests]) {
        const image = begun.get(normalizeImage(name) ?? name);
        if (image === undefined) continue;
        const known = this.#records.get(this.#fileOf(id)) ?? {};
        await this.#write(files, id, known);
        await this.#endIntent(files, image);
      }
  }

  async #json(
    files: ConfinedFiles,
    path: string,
  ): Promise<{ readonly image?: string; readonly credentialMapping?: CredentialMapping }> {
    try {
      const bytes = await files.readTail(path, maxRecordBytes);
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return typeof value === 'object' && value !== null ? value : {};
    } catch (error) {
      this.#options.log.warn('a record of an image pull cannot be read', { path, error: messageOf(error) });
      return {};
    }
  }
}
