/** When a key is satisfied, and how long a write is uncertain. */
import { type Informer, NoResponseError } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import { type Intent, isResolved, type UncertainWrite, uncertainMsAfter } from './uncertain-write.ts';
import { WriteLedger } from './write-ledger.ts';

/** A cache as the ledger sees it. */
class Cache {
  lastSyncResourceVersion = '10';
  readonly objects = new Map<string, KubeObject>();
  readonly store = { get: (key: string) => this.objects.get(key) };
  get informer(): Informer<KubeObject> {
    return this as unknown as Informer<KubeObject>;
  }
}

const ref = { namespace: 'a', name: 'x' };
const object = (resourceVersion: string, uid = 'u', deletionTimestamp?: string): KubeObject => ({
  metadata: { ...ref, uid, resourceVersion, ...(deletionTimestamp && { deletionTimestamp }) },
});
const write = (intent: Intent): UncertainWrite => ({ ref, intent, uncertainMs: 1000 });

describe('WriteLedger.isSatisfied', () => {
  it.each<[what: string, act: (ledger: WriteLedger, cache: Cache) => void, free: boolean]>([
    ['that wrote nothing', () => undefined, true],
    ['whose cache has passed its write', (ledger, { informer }) => ledger.wrote('k', informer, '10'), true],
    ['whose cache is behind its write', (ledger, { informer }) => ledger.wrote('k', informer, '11'), false],
    [
      'of several writes waits for the newest',
      (ledger, { informer }) => {
        ledger.wrote('k', informer, '12');
        ledger.wrote('k', informer, '9');
      },
      false,
    ],
    [
      'that deleted what the cache still shows',
      (ledger, cache) => {
        cache.objects.set('a/x', object('5'));
        ledger.deleted('k', cache.informer, ref);
      },
      false,
    ],
    [
      'that deleted what the cache shows as going',
      (ledger, cache) => {
        cache.objects.set('a/x', object('5'));
        ledger.deleted('k', cache.informer, ref);
        cache.objects.set('a/x', object('11', 'u', 'now'));
      },
      true,
    ],
    ['with a write nobody knows of', (ledger) => ledger.uncertain('k', write({ verb: 'create' })), false],
    [
      'whose unknown write was never made',
      (ledger, { informer }) => {
        const create = write({ verb: 'create' });
        ledger.uncertain('k', create);
        ledger.resolved('k', create, informer, undefined);
      },
      true,
    ],
    [
      'whose unknown write was made, and the cache is behind it',
      (ledger, { informer }) => {
        const create = write({ verb: 'create' });
        ledger.uncertain('k', create);
        ledger.resolved('k', create, informer, object('11'));
      },
      false,
    ],
    [
      'whose unknown deletion went through, and the cache does not show it',
      (ledger, cache) => {
        const deletion = write({ verb: 'delete', uid: 'u' });
        cache.objects.set('a/x', object('5'));
        ledger.uncertain('k', deletion);
        ledger.resolved('k', deletion, cache.informer, undefined);
      },
      false,
    ],
    [
      'with one of two unknown writes settled',
      (ledger, { informer }) => {
        const create = write({ verb: 'create' });
        ledger.uncertain('k', create);
        ledger.uncertain('k', write({ verb: 'create' }));
        ledger.resolved('k', create, informer, undefined);
      },
      false,
    ],
    [
      'that was forgotten, whatever it waited for',
      (ledger, { informer }) => {
        const create = write({ verb: 'create' });
        ledger.uncertain('k', create);
        ledger.forget('k');
        ledger.resolved('k', create, informer, object('99'));
      },
      true,
    ],
  ])('%s', (_, act, free) => {
    const ledger = new WriteLedger();
    const cache = new Cache();
    act(ledger, cache);
    expect(ledger.isSatisfied('k')).toBe(free);
    expect(ledger.isSatisfied('another')).toBe(true);
  });
});

it('WriteLedger.behind returns the caches that do not show a write', () => {
  const ledger = new WriteLedger();
  const [pods, nodes, jobs] = [new Cache(), new Cache(), new Cache()];
  pods.objects.set('a/x', object('5'));
  ledger.deleted('k', pods.informer, ref);
  ledger.wrote('k', nodes.informer, '11');
  ledger.wrote('k', jobs.informer, '10');
  ledger.isSatisfied('k');
  expect(ledger.behind('k')).toEqual([nodes, pods]);
  expect(ledger.behind('another')).toEqual([]);
});

describe('uncertainMsAfter', () => {
  it.each<[what: string, error: unknown, doubt: number | undefined]>([
    ['refused as invalid', errors.badRequest('no'), undefined],
    ['lost against another', errors.conflict({ group: '', resource: 'pods' }, 'x', 'changed'), undefined],
    ['turned away', errors.tooManyRequests('later', 1), undefined],
    ['that never left', new NoResponseError('refused', { sent: false }), undefined],
    ['the server failed at', errors.internal('oops'), 7_000],
    ['whose store was lost', errors.unavailable('the store'), 7_000],
    ['the server had no time for', errors.timeout('deadline'), 7_000],
    ['nobody answered', new NoResponseError('cut', { sent: true }), 42_000],
    ['that timed out here', new NoResponseError('late', { sent: true, late: true }), 42_000],
    ['that ended in anything else', new TypeError('what'), 42_000],
  ])('%s', (_, error, doubt) => {
    expect(uncertainMsAfter(error)).toBe(doubt);
  });
});

describe('isResolved', () => {
  it.each<[what: string, intent: Intent, standing: KubeObject | undefined, decided: boolean]>([
    ['a creation that may come', { verb: 'create' }, undefined, false],
    ['a creation that came', { verb: 'create' }, object('11'), true],
    ['a change that may come', { verb: 'change', over: '5' }, object('5'), false],
    ['a change that came, or never can', { verb: 'change', over: '5' }, object('11'), true],
    ['a change of whatever stands', { verb: 'change', over: '' }, object('11'), false],
    ['a change of what is gone', { verb: 'change', over: '' }, undefined, true],
    ['a deletion that may come', { verb: 'delete', uid: 'u' }, object('5'), false],
    ['a deletion that came', { verb: 'delete', uid: 'u' }, undefined, true],
    ['a deletion under way', { verb: 'delete', uid: 'u' }, object('11', 'u', 'now'), true],
    ['a deletion of one before', { verb: 'delete', uid: 'u' }, object('11', 'v'), true],
    ['a deletion of whatever stands', { verb: 'delete', uid: '' }, object('11', 'v'), false],
  ])('%s', (_, intent, standing, decided) => {
    expect(isResolved(intent, standing)).toBe(decided);
  });
});
