/**
 * What all control planes of a cluster must agree on stands in the store they share, beside the objects: the first one
 * writes it, the others take it over, and one with another certificate authority is turned away.
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
  const what = authority === undefined ? 'this one has none yet' : 'this one has another';
  throw new UsageError(
    `the store belongs to a cluster with a certificate authority of its own, and ${what}: join it with --join (see 'kubets token create'), or with --pki and a copy of its pki directory`,
  );
}

/** Before a control plane makes an authority of its own: undefined when the store is new. Throws UsageError. */
export async function standingSettings(store: Store, authority: string | undefined): Promise<Common | undefined> {
  const record = await read(store);
  return record && checked(record, authority);
}

/** Writes them, unless another control plane was first: then it must have the same authority. Throws UsageError. */
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
