/** Keeps the APIServices of the group versions that this server serves itself. */
import { type APIService, apiServices } from '@kubets/api';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import {
  type LocalAction,
  managedLabel,
  planLocalServices,
  type WantedService,
  wantedServices,
} from './plan-local-services.ts';
import type { GroupVersion, Registrations } from './registrations.ts';

export interface LocalServicesOptions {
  readonly resources: ResourceAccess;
  readonly registrations: Registrations;
  /** The group versions that this server serves itself, now. */
  served(): readonly GroupVersion[];
  /** Resolves when all custom resources are served. */
  readonly settled: Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

const firstDelayMs = 2000;
const retryDelayMs = 1000;

export class LocalServices {
  readonly #options: LocalServicesOptions;
  readonly #synced = new Set<string>();
  #presentAtStart: ReadonlySet<string> | undefined;
  #settled = false;
  /** Given from the first comparison on. */
  #signal: AbortSignal | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(options: LocalServicesOptions) {
    this.#options = options;
  }

  /** The first comparison comes later: it must not delay the start of the cluster. */
  start(signal: AbortSignal): void {
    const { clock, registrations, settled } = this.#options;
    const begin = (): void => {
      this.#signal = signal;
      this.wake();
    };
    const timer = clock.setTimer(firstDelayMs, begin);
    signal.addEventListener('abort', () => timer.cancel(), { once: true });
    registrations.onChange(() => this.wake());
    void settled.then(
      () => {
        this.#settled = true;
        this.wake();
      },
      () => undefined,
    );
  }

  /** Compares what there is with what there should be, soon. */
  wake(): void {
    const signal = this.#signal;
    if (signal === undefined) return;
    this.#again = true;
    this.#running ??= this.#run(signal).finally(() => {
      this.#running = undefined;
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        await this.#sync();
      } catch (error) {
        if (signal.aborted) return;
        log.warn('cannot write the APIServices of local group versions, will retry', { error: messageOf(error) });
        this.#again = true;
        await clock.sleep(retryDelayMs, signal).catch(() => undefined);
      }
    }
  }

  async #sync(): Promise<void> {
    const { registrations, served } = this.#options;
    if (!registrations.known) return;
    const current = registrations.services();
    this.#presentAtStart ??= new Set(current.keys());
    const wanted = wantedServices(served());
    const actions = planLocalServices({
      current,
      wanted,
      presentAtStart: this.#presentAtStart,
      synced: this.#synced,
      settled: this.#settled,
    });
    // Together: a store with group commit writes them at once.
    await Promise.all(actions.map((action) => this.#carryOut(action)));
    for (const { name, management } of wanted) if (management === 'onstart') this.#synced.add(name);
  }

  async #carryOut(action: LocalAction): Promise<void> {
    const { resources } = this.#options;
    try {
      if (action.type === 'delete') await resources.delete(apiServices, '', action.name);
      else if (action.type === 'create') await resources.create(apiServices, '', created(action.wanted));
      else
        await resources.update(apiServices, '', action.wanted.name, (standing) => ({
          ...standing,
          spec: action.wanted.spec,
        }));
    } catch (error) {
      // Another server or a user was faster; the change that follows is compared again.
      if (!isAlreadyExists(error) && !isNotFound(error)) throw error;
    }
  }
}

const created = ({ name, spec, management }: WantedService): APIService => ({
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name, labels: { [managedLabel]: management } },
  spec,
});
