/** Resolves the host of a proxied request and checks its addresses. Only checked addresses are dialed. */
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { addressNotAllowed } from '@kubets/apiserver/proxy';
import { messageOf, Semaphore } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

/** Resolving blocks threads that file access and encryption need, too. */
const lookups = new Semaphore(2);

export type AddressCheck = (address: string) => boolean;

interface Address {
  readonly address: string;
  readonly family: number;
}

async function addressesOf(host: string): Promise<readonly Address[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await lookups.run(() => lookup(host, { all: true }));
  } catch (error) {
    throw errors.badRequest(`lookup ${host}: ${messageOf(error)}`);
  }
}

/**
 * A lookup that returns only the addresses that were checked here, even if the name resolves to others later.
 * Rejects with BadRequest if the host has no address, or one that is not allowed.
 */
export async function checkedLookup(host: string, isAllowed: AddressCheck): Promise<LookupFunction> {
  const addresses = await addressesOf(host);
  const [first] = addresses;
  if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) throw addressNotAllowed();
  return (_, { all }, callback) => {
    if (all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}
