/** Builds histories for tests of the checks. */
import { VirtualClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { History, keyOf } from './history.ts';
import { Violations } from './violations.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Version {
  readonly metadata?: Fields;
  readonly spec?: Fields;
  readonly status?: Fields;
  readonly endpoints?: readonly unknown[];
  readonly revision?: number;
  readonly data?: Fields;
}

const clusterWide: ReadonlySet<string> = new Set(['namespaces', 'minions', 'ipaddresses']);

/** The key of the object: namespaced objects are in `default`, Leases in `kube-system`. */
function placeOf(resource: string, name: string): { readonly key: string; readonly namespace: string } {
  if (resource.startsWith('/')) return { key: `${resource}/${name}`, namespace: '' };
  const namespace = clusterWide.has(resource) ? '' : resource === 'leases' ? 'kube-system' : 'default';
  return { key: keyOf(resource, namespace, name), namespace };
}

/** A history of object versions, by resource and name; `undefined` deletes. */
export async function historyOf(
  versions: readonly (readonly [string, string, Version | undefined])[],
  prepare: (history: History, violations: Violations) => void,
) {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock });
  const history = new History();
  const violations = new Violations(() => 0);
  prepare(history, violations);
  const following = history.follow(store);
  for (const [resource, name, version] of versions) {
    const { key, namespace } = placeOf(resource, name);
    const placed = { ...(namespace !== '' && { namespace }), name, uid: name };
    const object = { ...version, metadata: { ...placed, ...version?.metadata } };
    const value = new TextEncoder().encode(JSON.stringify(object));
    await store.commit({
      expect: [],
      apply: [version === undefined ? { type: 'delete', key } : { type: 'put', key, value }],
    });
  }
  await clock.advance(0);
  await store[Symbol.asyncDispose]();
  await following;
  return { history, rules: () => [...new Set(violations.found.map((each) => each.rule))], violations };
}
