/** The interface of registers, which store allocations. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { CachedObject, WatchCache } from '@kubets/storage/watch-cache';
import type { AllocationRegister } from '../subresources/subresource-handlers.ts';
import type { Companions } from './companions.ts';

/** One type of allocations: a key for each name, and what this server knows about them. */
export interface Register {
  readonly cache: WatchCache<KubeObject>;
  key(name: string): string;
  /** The record at a key as far as is known; never older than this server's own writes. */
  view(): Promise<(key: string) => CachedObject<KubeObject> | undefined>;
  /** The bytes of a record. */
  encoded(record: KubeObject): Uint8Array;
  /** Records a commit that this server has made. */
  made(companions: Companions, revision: number): void;
}

/** All of a server's registers. */
export interface RegisterSet {
  of(register: AllocationRegister): Register;
  close(): Promise<void>;
}
