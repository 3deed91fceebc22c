/** JSON patches (RFC 6902) with the behavior of evanphx/json-patch v4, which upstream uses. */
import { deepEqual } from '@kubets/base';
import { isPlain, maxJsonDepth, own, type Plain } from '@kubets/machinery/json';
import { cloneJson, measureJson } from './json-measure.ts';
import {
  addMember,
  type Container,
  getMember,
  PatchedDocument,
  type Place,
  removeMember,
  setMember,
} from './json-pointer.ts';
import { answering, goType, PatchError } from './patch-error.ts';

export interface JsonPatchLimits {
  /** The maximum number of operations in a patch. */
  readonly operations?: number;
  /** The maximum number of bytes that all `copy` operations add. */
  readonly copyBytes?: number;
  /** The maximum number of values that they add, which limits the work. Upstream limits only bytes. */
  readonly copyValues?: number;
}

const defaultLimits: Required<JsonPatchLimits> = {
  operations: 10_000,
  copyBytes: 3 * 1024 * 1024,
  copyValues: 50_000,
};

const fails = (message: string): PatchError => new PatchError('inapplicable', message);

/** Wraps errors from inside out, as upstream. */
function within<T>(context: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof PatchError ? new PatchError(error.kind, `${context}: ${error.message}`) : error;
  }
}

function pathOf(operation: Plain, field: 'path' | 'from', name: string): string {
  const path = own(operation, field);
  if (typeof path === 'string') return path;
  const missing = field === 'path' ? 'operation missing path field' : 'operation, missing from field';
  const short = name === 'add' || name === 'remove' || (name === 'copy' && field === 'path');
  throw fails(`${name} operation failed to decode ${field}: ${short ? '' : `${missing}: `}missing value`);
}

type CopyLimits = Required<Pick<JsonPatchLimits, 'copyBytes' | 'copyValues'>>;

/** A patch in progress. */
class JsonPatch {
  readonly #document: PatchedDocument;
  readonly #limits: CopyLimits;
  #copied = 0;
  #copiedValues = 0;

  constructor(document: Container, limits: CopyLimits) {
    this.#document = new PatchedDocument(document);
    this.#limits = limits;
  }

  get result(): Container {
    return this.#document.root;
  }

  carryOut(operation: Plain): void {
    const kind = own(operation, 'op');
    if (kind === 'add') this.#add(operation);
    else if (kind === 'remove') this.#remove(operation);
    else if (kind === 'replace') this.#replace(operation);
    else if (kind === 'move') this.#move(operation);
    else if (kind === 'copy') this.#copy(operation);
    else if (kind === 'test') this.#test(operation);
    else throw fails(`Unexpected kind: ${typeof kind === 'string' ? kind : 'unknown'}`);
  }

  /** Finds the location to write to, or throws. */
  #place(path: string, missing: string): Place {
    const place = this.#document.find(path, true);
    if (place === undefined) throw fails(`${missing}: missing value`);
    return place;
  }

  #add(operation: Plain): void {
    const path = pathOf(operation, 'path', 'add');
    const place = this.#place(path, `add operation does not apply: doc is missing path: "${path}"`);
    within(`error in add for path: '${path}'`, () => addMember(place, own(operation, 'value') ?? null));
  }

  #remove(operation: Plain): void {
    const path = pathOf(operation, 'path', 'remove');
    const place = this.#place(path, `remove operation does not apply: doc is missing path: "${path}"`);
    within(`error in remove for path: '${path}'`, () => removeMember(place));
  }

  /** In an object it may also create the member; an empty path replaces the whole document. */
  #replace(operation: Plain): void {
    const path = pathOf(operation, 'path', 'replace');
    const value = own(operation, 'value') ?? null;
    if (path === '') {
      // For a scalar, the operation has no effect, as upstream.
      if (isPlain(value) || Array.isArray(value)) this.#document.root = value;
      return;
    }
    const place = this.#place(path, `replace operation does not apply: doc is missing path: ${path}`);
    try {
      getMember(place);
    } catch (error) {
      if (!(error instanceof PatchError)) throw error;
      throw fails(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    }
    setMember(place, value);
  }

  #move(operation: Plain): void {
    const from = pathOf(operation, 'from', 'move');
    const source = this.#place(from, `move operation does not apply: doc is missing from path: ${from}`);
    const value = within(`error in move for path: '${source.key}'`, () => {
      const moved = getMember(source);
      removeMember(source);
      return moved;
    });
    const path = pathOf(operation, 'path', 'move');
    const target = this.#place(path, `move operation does not apply: doc is missing destination path: ${path}`);
    within(`error in move for path: '${path}'`, () => addMember(target, value));
  }

  #copy(operation: Plain): void {
    const from = pathOf(operation, 'from', 'copy');
    const source = this.#document.find(from, false);
    if (source === undefined) {
      throw fails(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
    }
    const value = within(`error in copy for from: '${from}'`, () => getMember(source)) ?? null;
    const path = pathOf(operation, 'path', 'copy');
    const target = this.#place(path, `copy operation does not apply: doc is missing destination path: ${path}`);
    const { copyBytes, copyValues } = this.#limits;
    const { bytes, depth, values } = measureJson(value);
    if (depth > maxJsonDepth) throw tooDeep();
    this.#copied += bytes;
    if (this.#copied > copyBytes) {
      throw fails(
        `Unable to complete the copy, the accumulated size increase of copy is ${this.#copied}, exceeding the limit ${copyBytes}`,
      );
    }
    this.#copiedValues += values;
    if (this.#copiedValues > copyValues)
      throw fails(`Unable to complete the copy, more than ${copyValues} values would be copied`);
    within('error while adding value during copy', () => addMember(target, cloneJson(value)));
  }

  /** An absent member equals null. */
  #test(operation: Plain): void {
    const path = pathOf(operation, 'path', 'test');
    const failed = (): PatchError => fails(`testing value ${path} failed: test failed`);
    const expected = own(operation, 'value') ?? null;
    if (path === '') {
      if (!deepEqual(this.#document.root, expected)) throw failed();
      return;
    }
    const place = this.#document.find(path, false);
    if (place === undefined) throw fails(`test operation does not apply: is missing path: ${path}: missing value`);
    const value = within(`error in test for path: '${path}'`, () => getMember(place)) ?? null;
    if (!deepEqual(value, expected)) throw failed();
  }
}

const tooDeep = (): PatchError =>
  new PatchError('tooLarge', `the patched object is nested deeper than ${maxJsonDepth}`);

function operationsOf(patch: unknown): readonly Plain[] {
  const decoding = (value: unknown, type: string): PatchError => {
    const shown = goType(value).startsWith('map')
      ? 'object'
      : goType(value) === '[]interface {}'
        ? 'array'
        : goType(value);
    const kind = shown === 'int64' || shown === 'float64' ? 'number' : shown;
    return new PatchError('malformed', `json: cannot unmarshal ${kind} into Go value of type jsonpatch.${type}`);
  };
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw decoding(patch, 'Patch');
  return patch.map((operation: unknown) => {
    if (operation === null) return {};
    if (!isPlain(operation)) throw decoding(operation, 'Operation');
    return operation;
  });
}

/** Whether the operation can increase the depth, which moves and copies into their source do without limit. */
function mayDeepen(operation: Plain): boolean {
  const kind = own(operation, 'op');
  return kind === 'move' || kind === 'copy' || (kind !== 'test' && typeof own(operation, 'value') === 'object');
}

/** The number of operations per step of {@link jsonPatchSteps}. */
const operationsPerStep = 100;

/**
 * Applies a patch in steps, so that the caller can yield. Each call of the returned function runs a step. The last one returns the wrapped
 * document. Otherwise like {@link applyJsonPatch}.
 */
export function jsonPatchSteps(
  document: unknown,
  patch: unknown,
  limits: JsonPatchLimits = {},
): () => { readonly document: unknown } | undefined {
  const { operations: most, ...copyLimits } = { ...defaultLimits, ...limits };
  const { operations, running } = answering(() => {
    const operations = operationsOf(patch);
    if (operations.length > most) {
      const message = `The allowed maximum operations in a JSON patch is ${most}, got ${operations.length}`;
      throw new PatchError('tooLarge', message);
    }
    if (!isPlain(document) && !Array.isArray(document)) throw fails('unknown object type');
    return { operations, running: new JsonPatch(document, copyLimits) };
  });
  let next = 0;
  return () =>
    answering(() => {
      const end = Math.min(operations.length, next + operationsPerStep);
      for (; next < end; next++) running.carryOut(operations[next] as Plain);
      if (next < operations.length) return undefined;
      if (operations.some(mayDeepen) && measureJson(running.result).depth > maxJsonDepth) throw tooDeep();
      return { document: running.result };
    });
}

/**
 * The document after all operations, or none of them: throws a StatusError (400 no patch, 413 too many operations,
 * 422 an operation does not apply; its `cause` says which). `document` is not written to; the result shares with it
 * and with the patch. Cost: one copy of every container written to, and the bytes copied.
 */
export function applyJsonPatch(document: unknown, patch: unknown, limits: JsonPatchLimits = {}): unknown {
  const step = jsonPatchSteps(document, patch, limits);
  for (;;) {
    const done = step();
    if (done !== undefined) return done.document;
  }
}
