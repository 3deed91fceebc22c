/**
 * The settings that all control planes of a cluster share. They are in the shared store beside the objects: the first
 * control plane writes them, the others use them, and one with another certificate authority is refused.
 */
import type { Store } from '@kubets/storage';
import { UsageError } from '../usage-error.ts';
import type { ClusterSettings } from './settings.ts';

type Common = Pick<ClusterSettings, 'podCidr' | 'serviceCidr' | 'apiServiceIp' | 'dnsServiceIp'>;
type SharedRecord = Common & { readonly authority: string };

const key = '/kubets/cluster';

async function read(store: Store): Promise<SharedRecord | undefined> {
  const entry = await store.get(key);
  return entry && JSON.parse(new TextDecoder().decode(entry.value));
}

function checked(record: SharedRecord, authority: string | undefined): SharedRecord {
  if (record.authority === authority) return record;
  const what =
    authority === undefined
      ? 'this control plane has not joined it'
      : 'this control plane has another certificate authority';
  throw new UsageError(
    `the store belongs to another cluster, and ${what}: use --join (see 'kubets token create'), or --pki with a copy of the pki directory of that cluster`,
  );
}

/** Called before a control plane creates its certificate authority. Undefined if the store is new. Throws UsageError. */
export async function standingSettings(store: Store, authority: string | undefined): Promise<Common | undefined> {
  const record = await read(store);
  return record && checked(record, authority);
}

/** Writes the settings unless another control plane has done so. Throws UsageError if that one has another authority. */
export async function agreeOnSettings(store: Store, settings: Common, authority: string): Promise<void> {
  const { podCidr, serviceCidr, apiServiceIp, dnsServiceIp } = settings;
  const record: SharedRecord = { podCidr, serviceCidr, apiServiceIp, dnsServiceIp, authority };
  const value = new TextEncoder().encode(JSON.stringify(record));
  const { committed } = await store.commit({
    expect: [{ key, revision: 0 }],
    apply: [{ type: 'put', key, value }],
  });
  const standing = committed ? undefined : await read(store);
  if (standing !== undefined) checked(standing, authority);
}
