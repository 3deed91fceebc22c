/** The webhooks of all configurations of a kind, in the order in which they are called. */
import type { ResourceReader } from '@kubets/apiserver/access';
import type { AdmissionOperation } from '@kubets/apiserver/admission';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { ConfiguredWebhook, WebhookConfiguration } from './configured-webhook.ts';
import { dispatch } from './late.ts';

interface Compiled {
  readonly resourceVersion: string;
  readonly webhooks: readonly ConfiguredWebhook[];
}

/** How long a write of a configuration may take until its change is reported. */
const maxWriteMs = 5_000;

/**
 * Follows the configurations. A change takes effect for the next request: while a configuration is being written here,
 * each request reads them again until the change has been reported.
 */
export class ConfiguredWebhooks {
  readonly #type: ResourceType<WebhookConfiguration>;
  readonly #reader: ResourceReader;
  readonly #signal: AbortSignal;
  readonly #monotonic: () => number;
  /** By uid. */
  #compiled = new Map<string, Compiled>();
  /** Undefined: they have to be read. */
  #known: readonly ConfiguredWebhook[] | undefined;
  /** Per kind of write: whether some webhook can be for it. */
  #mayMatch = new WeakMap<ResourceType, Map<string, boolean>>();
  #changes = 0;
  #writtenUntil = 0;
  #following = false;

  constructor(
    type: ResourceType<WebhookConfiguration>,
    reader: ResourceReader,
    monotonic: () => number,
    signal: AbortSignal,
  ) {
    this.#type = type;
    this.#reader = reader;
    this.#monotonic = monotonic;
    this.#signal = signal;
  }

  /** Whether a webhook can be for such a write. True if it is not known yet. Cheap. */
  mayMatch(operation: AdmissionOperation, resource: ResourceType, subresource: string): boolean {
    const known = this.#known;
    if (known === undefined) return true;
    if (known.length === 0) return false;
    let ofResource = this.#mayMatch.get(resource);
    if (ofResource === undefined) {
      ofResource = new Map();
      this.#mayMatch.set(resource, ofResource);
    }
    const key = `${operation} ${subresource}`;
    let may = ofResource.get(key);
    if (may === undefined) {
      may = known.some(({ matcher }) => matcher.mayMatch(operation, resource, subresource));
      ofResource.set(key, may);
    }
    return may;
  }

  /** All of them: by the name of their configuration, then in its order. */
  async all(): Promise<readonly ConfiguredWebhook[]> {
    if (this.#known !== undefined) return this.#known;
    this.#follow();
    const before = this.#changes;
    const configurations = await this.#reader.list(this.#type);
    const webhooks = configurations.length === 0 ? [] : await this.#compile(configurations);
    const beingWritten = this.#monotonic() < this.#writtenUntil;
    if (before === this.#changes && !beingWritten) {
      this.#known = webhooks;
      this.#mayMatch = new WeakMap();
    }
    return webhooks;
  }

  /** A configuration is about to be written. */
  expectChange(): void {
    this.#writtenUntil = this.#monotonic() + maxWriteMs;
    this.#forget();
  }

  #forget(): void {
    this.#changes++;
    this.#known = undefined;
  }

  #follow(): void {
    if (this.#following) return;
    this.#following = true;
    const changed = (): void => {
      this.#writtenUntil = 0;
      this.#forget();
    };
    this.#reader.onChange(this.#type, changed, this.#signal);
  }

  async #compile(configurations: readonly WebhookConfiguration[]): Promise<readonly ConfiguredWebhook[]> {
    const { compiledWebhook } = await dispatch();
    const compiled = new Map<string, Compiled>();
    const sorted = configurations.toSorted((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
    const all = sorted.flatMap((configuration) => {
      const { uid = '', name = '', resourceVersion = '' } = configuration.metadata ?? {};
      const known = this.#compiled.get(uid);
      const current =
        known?.resourceVersion === resourceVersion
          ? known
          : {
              resourceVersion,
              webhooks: (configuration.webhooks ?? []).map((hook, index) => compiledWebhook(name, hook, index)),
            };
      compiled.set(uid, current);
      return current.webhooks;
    });
    this.#compiled = compiled;
    return all;
  }
}
