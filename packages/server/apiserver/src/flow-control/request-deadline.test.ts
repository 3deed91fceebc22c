/** The timeout that a client sets for its request, and writes that outlive it. */

import { VirtualClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { describe, expect, it } from 'vitest';
import type { AdmissionPlugin } from '../admission/admission.ts';
import { testServer } from '../testing.ts';
import { requestTimeoutMs } from './request-deadline.ts';

const path = '/api/v1/namespaces/a/configmaps';

describe('a request with its own timeout', () => {
  it.each<[text: string, timeout: number | undefined]>([
    ['', undefined],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['0', undefined],
    ['-1s', undefined],
    ['1h', undefined],
  ])('%j means %j', (text, timeout) => {
    expect(requestTimeoutMs(new URLSearchParams({ timeout: text }))).toBe(timeout);
  });

  it('that cannot be parsed is refused', async () => {
    await using api = await testServer();
    expect((await api.call(`GET ${path}?timeout=soon`)).body.message).toBe(
      'invalid timeout specified in the request URL - time: invalid duration "soon"',
    );
  });

  it.each(['create', 'delete'])('is answered when its time is up, and writes nothing later: %s', async (verb) => {
    const held = Promise.withResolvers<void>();
    let slow = false;
    const waits: AdmissionPlugin = {
      name: 'Slow',
      on: { operations: ['CREATE', 'DELETE'] },
      validate: () => (slow ? held.promise : Promise.resolve()),
    };
    const clock = new VirtualClock();
    await using api = await testServer({ admission: [waits], clock, store: createMemoryStore({ clock }) });
    const body = { metadata: { name: 'm' } };
    if (verb === 'delete') await api.call(`POST ${path}`, { body });
    const before = await api.store.revision();
    slow = true;
    const line = verb === 'create' ? `POST ${path}?timeout=5s` : `DELETE ${path}/m?timeout=5s`;
    const answering = api.call(line, verb === 'create' ? { body } : {});
    await clock.advance(5000);
    expect(await answering).toMatchObject({ code: 504, body: { reason: 'Timeout' } });
    held.resolve();
    await clock.advance(1000);
    expect(await api.store.revision()).toBe(before);
  });
});
