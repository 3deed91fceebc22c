/** The restore mark in etcd, outside of the store's keys: a restore is in progress, or the offset of revisions. */
import { StoreFailedError } from '@kubets/storage';
import type { EtcdMembers } from './members.ts';
import type { RangeResponse } from './messages.ts';
import { restoreKey } from './translation.ts';

export interface RestoreMark {
  readonly state: 'restoring' | 'restored';
  readonly offset: number;
}

const unmarked: RestoreMark = { state: 'restored', offset: 0 };

export function encodeMark(mark: RestoreMark): Buffer {
  return Buffer.from(JSON.stringify(mark));
}

function decodeMark(value: Uint8Array): RestoreMark {
  const damaged = (): never => {
    throw new StoreFailedError('etcd contains an invalid restore mark, possibly of a newer version of kubets');
  };
  let mark: Partial<RestoreMark>;
  try {
    mark = JSON.parse(new TextDecoder().decode(value));
  } catch {
    return damaged();
  }
  const { state, offset } = mark;
  if ((state !== 'restoring' && state !== 'restored') || !Number.isSafeInteger(offset)) return damaged();
  return { state, offset: offset ?? 0 };
}

/** The mark, its revision in etcd (0 if there is none), and etcd's newest revision. */
export async function readMark(
  members: EtcdMembers,
): Promise<{ readonly mark: RestoreMark; readonly written: number; readonly newest: number }> {
  const { kvs, header } = await members.call<RangeResponse>('read', 'KV/Range', { key: restoreKey });
  const [found] = kvs;
  const mark = found === undefined ? unmarked : decodeMark(found.value);
  return { mark, written: found?.mod_revision ?? 0, newest: header.revision };
}
