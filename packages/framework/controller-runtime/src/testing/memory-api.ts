/** For tests of the runtime only: the API's lists, watches and writes over a map, with no kinds, validation or identities. */
import { BoundedQueue } from '@kubets/base';
import type { Transport, TransportRequest } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';

interface Watcher {
  readonly prefix: (path: string) => boolean;
  readonly queue: BoundedQueue<WatchEvent<KubeObject>>;
}

type Stored = KubeObject & { readonly status?: unknown };

const resource = { group: '', resource: 'things' };

/** Splits `/api/v1/namespaces/a/pods/b/status` into collection, namespace, name and subresource. */
function parse(path: string): { collection: string; namespace: string; name: string; sub: string } {
  const parts = path.split('/').slice(path.startsWith('/apis/') ? 4 : 3);
  const root = path
    .split('/')
    .slice(0, path.startsWith('/apis/') ? 4 : 3)
    .join('/');
  const namespace = parts[0] === 'namespaces' && parts.length > 2 ? (parts[1] ?? '') : '';
  const [plural = '', name = '', sub = ''] = namespace === '' ? parts : parts.slice(2);
  return { collection: `${root}/${plural}`, namespace, name, sub };
}

export class MemoryApi implements Transport {
  readonly requests: string[] = [];
  /** Watch events are held back while this is set: a cache that lags. */
  lag = false;
  #revision = 1;
  #uid = 0;
  readonly #objects = new Map<string, Stored>();
  readonly #watchers = new Set<Watcher>();
  readonly #history: { readonly key: string; readonly event: WatchEvent<KubeObject>; readonly revision: number }[] = [];
  #heldBack: (() => void)[] = [];

  /** Delivers what lagged. */
  catchUp(): void {
    this.lag = false;
    for (const deliver of this.#heldBack.splice(0)) deliver();
  }

  all(plural: string): readonly Stored[] {
    return [...this.#objects].filter(([key]) => key.includes(`/${plural} `)).map(([, object]) => object);
  }

  async request(request: TransportRequest): Promise<unknown> {
    this.requests.push(`${request.method} ${request.path}`);
    const { collection, namespace, name, sub } = parse(request.path);
    const key = `${collection} ${namespace}/${name}`;
    if (request.method === 'GET' && name === '') {
      const prefix = `${collection} ${namespace === '' ? '' : `${namespace}/`}`;
      const wanted = request.query?.fieldSelector?.replace('metadata.name=', '');
      const items = [...this.#objects]
        .filter(([each]) => each.startsWith(prefix) && (wanted === undefined || each.endsWith(`/${wanted}`)))
        .map(([, object]) => object);
      return { metadata: { resourceVersion: String(this.#revision) }, items };
    }
    if (request.method === 'POST') return this.#create(collection, namespace, request.body as Stored);
    const old = this.#objects.get(key);
    if (old === undefined) throw errors.notFound(resource, name);
    if (request.method === 'GET') return old;
    if (request.method === 'DELETE') return this.#delete(key, old);
    if (request.method === 'PATCH') return this.#put(key, { ...old, ...(request.body as object) }, old);
    const given = request.body as Stored;
    const version = given.metadata?.resourceVersion;
    if (version !== undefined && version !== old.metadata?.resourceVersion) {
      throw errors.conflict(resource, name, 'the object has been modified');
    }
    return this.#put(key, sub === 'status' ? { ...old, status: given.status } : given, old);
  }

  async *watch(request: TransportRequest): AsyncGenerator<WatchEvent<KubeObject>, void, undefined> {
    const { collection, namespace } = parse(request.path);
    const prefix = `${collection} ${namespace === '' ? '' : `${namespace}/`}`;
    const watcher: Watcher = { prefix: (key) => key.startsWith(prefix), queue: new BoundedQueue(10_000) };
    const from = Number(request.query?.resourceVersion ?? 0);
    for (const { key, event, revision } of this.#history) {
      if (revision > from && watcher.prefix(key)) watcher.queue.push(event);
    }
    this.#watchers.add(watcher);
    const stop = (): void => watcher.queue.close();
    request.signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* watcher.queue;
    } finally {
      request.signal?.removeEventListener('abort', stop);
      this.#watchers.delete(watcher);
    }
  }

  #create(collection: string, namespace: string, given: Stored): Stored {
    const name = given.metadata?.name ?? `${given.metadata?.generateName}${++this.#uid}`;
    const key = `${collection} ${namespace}/${name}`;
    if (this.#objects.has(key)) throw errors.alreadyExists(resource, name);
    const metadata = { ...given.metadata, name, uid: `uid-${++this.#uid}` };
    return this.#put(key, { ...given, metadata }, undefined);
  }

  #put(key: string, object: Stored, old: Stored | undefined): Stored {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } };
    this.#objects.set(key, stored);
    this.#tell(key, { type: old === undefined ? 'ADDED' : 'MODIFIED', object: stored });
    return stored;
  }

  #delete(key: string, old: Stored): unknown {
    this.#objects.delete(key);
    const last = { ...old, metadata: { ...old.metadata, resourceVersion: String(++this.#revision) } };
    this.#tell(key, { type: 'DELETED', object: last });
    return { kind: 'Status', status: 'Success' };
  }

  #tell(key: string, event: WatchEvent<KubeObject>): void {
    const revision = this.#revision;
    const deliver = (): void => {
      this.#history.push({ key, event, revision });
      for (const watcher of this.#watchers) if (watcher.prefix(key)) watcher.queue.push(event);
    };
    if (this.lag) this.#heldBack.push(deliver);
    else deliver();
  }
}
