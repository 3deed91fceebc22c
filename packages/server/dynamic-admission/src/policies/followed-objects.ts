/** All objects of a kind, followed by the server's own reader. */
import type { ObjectChange, ResourceReader } from '@kubets/apiserver/access';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

export type FollowingReader = Pick<ResourceReader, 'list' | 'onChange'>;

const nameOf = (object: KubeObject): string => object.metadata?.name ?? '';

/** For cluster-scoped kinds. */
export class FollowedObjects<O extends KubeObject> {
  readonly #type: ResourceType<O>;
  readonly #reader: FollowingReader;
  #byName: Map<string, O> | undefined;
  #loading: Promise<ReadonlyMap<string, O>> | undefined;
  #changedWhileLoading = false;
  #generation = 0;

  constructor(type: ResourceType<O>, reader: FollowingReader, signal: AbortSignal) {
    this.#type = type;
    this.#reader = reader;
    reader.onChange(type, (change) => this.#changed(change), signal);
  }

  /** Counts changes. */
  get generation(): number {
    return this.#generation;
  }

  /** Undefined while they are not known. */
  get current(): ReadonlyMap<string, O> | undefined {
    return this.#byName;
  }

  /** The objects by name. Rejects if they cannot be read. */
  load(): Promise<ReadonlyMap<string, O>> {
    if (this.#byName !== undefined) return Promise.resolve(this.#byName);
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(): Promise<ReadonlyMap<string, O>> {
    this.#changedWhileLoading = false;
    const objects = new Map((await this.#reader.list(this.#type)).map((object) => [nameOf(object), object]));
    this.#generation += 1;
    // A change may be missing from the list: the next caller reads again.
    if (!this.#changedWhileLoading) this.#byName = objects;
    return objects;
  }

  #changed(change: ObjectChange | undefined): void {
    this.#generation += 1;
    this.#changedWhileLoading = true;
    if (change === undefined) this.#byName = undefined;
    else if (change.gone) this.#byName?.delete(nameOf(change.object));
    else this.#byName?.set(nameOf(change.object), change.object as O);
  }
}
