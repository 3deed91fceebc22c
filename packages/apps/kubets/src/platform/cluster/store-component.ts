/** The store as a component, with the settings, certificates and keys that an API server requires. */
import { isIP } from 'node:net';
import { type Logger, messageOf, present, systemClock, systemRandom } from '@kubets/base';
import { type Component, defineComponent, untilAborted } from '@kubets/component';
import { importSigningKey, type SigningKey } from '@kubets/kube-apiserver';
import { ensurePki, type Pki } from '@kubets/kube-apiserver/platform';
import type { Store } from '@kubets/storage';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { authorityHash, ownAuthorityHash } from './authority.ts';
import { recordFatalError } from './crashes.ts';
import { hostAddress } from './host-facts.ts';
import { openClusterStore } from './open-cluster-store.ts';
import { pathsOf } from './paths.ts';
import type { ClusterSettings } from './settings.ts';
import { agreeOnSettings, standingSettings } from './shared-settings.ts';
import type { StartOptions } from './start-options.ts';
import { isShared, shownStore } from './store-url-settings.ts';

export interface Foundation {
  /** The settings of the cluster that the store belongs to. */
  readonly settings: ClusterSettings;
  readonly store: Store;
  readonly pki: Pki;
  readonly tokenKey: SigningKey;
  /** The address at which other machines and pods reach this host. */
  readonly address: string;
}

export interface StoreComponent {
  readonly component: Component;
  /** Available when the component is ready. */
  readonly foundation: Foundation;
}

/**
 * Reports the error and kills the process, like a crash. After a failed flush, memory contains writes that are not on disk,
 * and a process that continued would serve them. There is no cleanup, because the memory of LMDB may be damaged.
 */
function endAtOnce({ dataDirectory }: ClusterSettings, error: Error): void {
  print(`the cluster failed: ${messageOf(error)}`, 2);
  try {
    recordFatalError(dataDirectory, process.pid, error);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

async function openStore(settings: ClusterSettings, log: Logger): Promise<Store> {
  try {
    return await openClusterStore(settings, log, (error) => endAtOnce(settings, error));
  } catch (error) {
    if (!isShared(settings.store)) throw error;
    throw new UsageError(`cannot open the store ${shownStore(settings.store)}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function makePki(settings: ClusterSettings, hosts: readonly string[]): Promise<Pki> {
  return ensurePki(pathsOf(settings.dataDirectory).pki, {
    clock: systemClock,
    random: systemRandom,
    hosts: [...new Set([settings.bind, ...hosts])],
    serviceAddress: settings.apiServiceIp,
  });
}

/** These settings, with the shared settings of the cluster that the store belongs to. */
async function commonSettings(settings: ClusterSettings, store: Store): Promise<ClusterSettings> {
  const standing = await standingSettings(store, await ownAuthorityHash(pathsOf(settings.dataDirectory).pki));
  return { ...settings, ...standing };
}

/** The kubernetes Service has the primary family, and the API server's address as its endpoint. */
function checkFamilies({ serviceCidr, apiServiceIp }: ClusterSettings, address: string): void {
  if (isIP(apiServiceIp) === isIP(address)) return;
  throw new UsageError(
    `service IP family ${JSON.stringify(serviceCidr.split(',')[0])} must match public address family ${JSON.stringify(address)}: set --advertise-address, or another first range in --service-cluster-ip-range`,
  );
}

async function prepare(
  own: ClusterSettings,
  opening: Promise<Store>,
  serviceCidr: string | undefined,
): Promise<Foundation> {
  const address = own.advertiseAddress ?? hostAddress() ?? own.apiServiceIp;
  const shared = isShared(own.store);
  const settings = shared ? await commonSettings(own, await opening) : own;
  if (serviceCidr !== undefined && serviceCidr !== settings.serviceCidr)
    throw new UsageError(
      `control planes that share a store have the ranges of the first start, ${settings.serviceCidr}: remove --service-cluster-ip-range`,
    );
  checkFamilies(settings, address);
  const certificates = makePki(settings, [address]);
  const [store, pki, tokenKey] = await Promise.all([
    opening,
    certificates,
    certificates.then(({ serviceAccountKey }) => importSigningKey(serviceAccountKey)),
  ]);
  if (shared) await agreeOnSettings(store, settings, authorityHash(pki.authority));
  return { settings, store, pki, tokenKey, address };
}

export function storeComponent({ settings, serviceCidr }: StartOptions, requires: readonly string[]): StoreComponent {
  let foundation: Foundation | undefined;
  return {
    get foundation() {
      return present(foundation, 'the store, which is not open yet');
    },
    component: defineComponent({
      name: 'store',
      requires,
      async run({ log, signal, ready }) {
        const opening = openStore(settings, log);
        const stopping = untilAborted(signal);
        try {
          // Stopping does not wait for a store that does not respond.
          const prepared = await Promise.race([prepare(settings, opening, serviceCidr), stopping]);
          if (signal.aborted || !prepared) return;
          foundation = prepared;
          ready();
          await stopping;
        } finally {
          await opening.then((store) => store[Symbol.asyncDispose]());
        }
      },
    }),
  };
}
