/** Conformance: a key with a lease is deleted when the lease expires, unless it was put again. */
import { expect } from 'vitest';
import type { Operation } from '../store.ts';
import { bytes, del, put, type StoreCases, shownEvent, text, write } from './support.ts';

const leased = (key: string, value: string, leaseSeconds: number): Operation => ({
  type: 'put',
  key,
  value: bytes(value),
  leaseSeconds,
});

export const leaseCases: StoreCases = {
  'deletes a key when its lease expires, with an event': async (store) => {
    const revision = await write(store, leased('event', 'v', 1), put('other', 'stays'));
    for await (const change of store.watch({ prefix: 'event', after: revision })) {
      expect(change.events.map(shownEvent)[0]).toContain(`delete event= @${revision + 1}`);
      break;
    }
    expect(await store.get('event')).toBeUndefined();
    expect(await store.count('')).toBe(1);
  },

  'expires a short lease before an older, longer one': async (store) => {
    await write(store, leased('long', 'v', 3600));
    const revision = await write(store, leased('short', 'v', 1));
    for await (const { events } of store.watch({ prefix: 'short', after: revision })) {
      if (events[0]?.type === 'delete') break;
    }
    expect(await store.count('long')).toBe(1);
  },

  'does not expire a key that was deleted and created again': async (store) => {
    const start = await write(store, leased('gone', 'v', 1), leased('again', 'v', 1), leased('witness', 'v', 1.5));
    await write(store, del('gone'), del('again'));
    await write(store, put('again', 'kept'));
    const told: string[] = [];
    for await (const { events } of store.watch({ prefix: '', after: start })) {
      told.push(...events.map(({ type, key }) => `${type} ${key}`));
      if (told.includes('delete witness')) break;
    }
    expect(told).toEqual(['delete gone', 'delete again', 'put again', 'delete witness']);
    expect(text((await store.get('again'))?.value ?? new Uint8Array())).toBe('kept');
  },

  'keeps a key that was put again without a lease, or with a longer lease': async (store) => {
    for (const key of ['bare', 'longer', 'witness']) await write(store, leased(key, 'old', 1));
    await write(store, put('bare', 'new'), leased('longer', 'new', 100));
    for await (const change of store.watch({ prefix: 'witness', after: await store.revision() })) {
      if (change.events.length > 0) break;
    }
    for (const key of ['bare', 'longer']) expect(text((await store.get(key))?.value ?? new Uint8Array())).toBe('new');
  },
};
