/**
 * Other objects that the commit of a write replaces, or expects to be unchanged. Admission collects them for one
 * attempt. Whatever it decided on holds when the object is written, however many servers write.
 */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type { Expectation, Operation } from '@kubets/storage';
import type { AdmissionCommit } from '../admission/admission.ts';
import type { Companions } from './companions.ts';
import { encodeForStore } from './object-bytes.ts';
import type { ServedResource } from './served-resource.ts';
import type { StoredResource, WriteOutcome } from './stored-resource.ts';

export class SideWrites implements AdmissionCommit {
  readonly attempt: number;
  readonly #find: (type: ResourceType) => ServedResource | undefined;
  readonly #expect: Expectation[] = [];
  readonly #apply: Operation[] = [];
  readonly #written = new Set<StoredResource>();
  readonly #callbacks: (() => void)[] = [];

  constructor(find: (type: ResourceType) => ServedResource | undefined, attempt: number) {
    this.#find = find;
    this.attempt = attempt;
  }

  expect(type: ResourceType, object: KubeObject): void {
    this.#expected(type, object);
  }

  replace(type: ResourceType, object: KubeObject): void {
    const { resource, key } = this.#expected(type, object);
    const value = encodeForStore(resource.storable(object));
    this.#apply.push({ type: 'put', key, value });
    this.#written.add(resource.stored);
  }

  over(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** What the commit contains besides its object. */
  joined(companions: Companions): Companions {
    if (this.#expect.length === 0) return companions;
    return { expect: [...companions.expect, ...this.#expect], apply: [...companions.apply, ...this.#apply] };
  }

  /** Records the outcome: this server's reads are never older than its writes. */
  made(outcome: WriteOutcome): void {
    if (outcome.done) for (const stored of this.#written) stored.wrote(outcome.revision);
  }

  /** The attempt is over, whatever its outcome. */
  end(): void {
    for (const callback of this.#callbacks.splice(0)) callback();
  }

  #expected(type: ResourceType, { metadata }: KubeObject): { readonly resource: ServedResource; readonly key: string } {
    const resource = this.#find(type);
    if (resource === undefined) throw errors.noSuchPath();
    const key = resource.stored.key(metadata?.namespace ?? '', metadata?.name ?? '');
    this.#expect.push({ key, revision: Number(metadata?.resourceVersion) });
    return { resource, key };
  }
}
