/** The document of a JSON patch: finds locations, and copies containers before the first write. */
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import { PatchError } from './patch-error.ts';

export type Container = Plain | unknown[];

/** A member of a container, which the last token of a pointer names. */
export interface Place {
  readonly container: Container;
  readonly key: string;
}

const invalidIndex = (index: number): PatchError =>
  new PatchError('inapplicable', `Unable to access invalid index: ${index}: invalid index referenced`);

const syntaxError = (key: string): string => `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`;

/** An array index as Go's `Atoi` reads it; negative ones count from the end. `size` is how many places there are. */
function indexOf(key: string, size: number, context = ''): number {
  if (!/^[+-]?\d{1,18}$/.test(key)) throw new PatchError('inapplicable', context + syntaxError(key));
  const index = Number(key);
  if (index >= size || index < -size) throw invalidIndex(index);
  return index < 0 ? index + size : index;
}

/** The member; undefined if an object does not have it. Throws if an array does not have it. */
export function getMember({ container, key }: Place): unknown {
  return Array.isArray(container) ? container[indexOf(key, container.length)] : own(container, key);
}

/** Sets a member. An object may get a new member. */
export function setMember({ container, key }: Place, value: unknown): void {
  if (Array.isArray(container)) container[indexOf(key, container.length)] = value;
  else setOwn(container, key, value);
}

/** Adds a member. In an array, `-` is the end, and following items move. */
export function addMember({ container, key }: Place, value: unknown): void {
  if (!Array.isArray(container)) setOwn(container, key, value);
  else if (key === '-') container.push(value);
  else {
    const context = `value was not a proper array index: '${key}': `;
    container.splice(indexOf(key, container.length + 1, context), 0, value);
  }
}

export function removeMember({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(indexOf(key, container.length), 1);
  else if (Object.hasOwn(container, key)) delete container[key];
  else throw new PatchError('inapplicable', `Unable to remove nonexistent key: ${key}: missing value`);
}

const decodeToken = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

export class PatchedDocument {
  root: Container;
  /** Containers that were created here and can be modified. */
  readonly #owned = new WeakSet<Container>();

  constructor(root: Container) {
    this.root = root;
  }

  #writable(container: Container): Container {
    if (this.#owned.has(container)) return container;
    const copy: Container = Array.isArray(container) ? [...container] : { ...container };
    this.#owned.add(copy);
    return copy;
  }

  /** The member of `pointer`, optionally with a writable container; undefined if the container does not exist. */
  find(pointer: string, write: boolean): Place | undefined {
    // Text before the first slash is ignored, as upstream.
    const tokens = pointer.split('/').slice(1).map(decodeToken);
    const key = tokens.pop();
    if (key === undefined) return undefined;
    if (write) this.root = this.#writable(this.root);
    let container = this.root;
    for (const token of tokens) {
      const place: Place = { container, key: token };
      const next = memberOrNothing(place);
      if (!Array.isArray(next) && !isPlain(next)) return undefined;
      if (write) {
        container = this.#writable(next);
        if (container !== next) setMember(place, container);
      } else container = next;
    }
    return { container, key };
  }
}

function memberOrNothing({ container, key }: Place): unknown {
  if (!Array.isArray(container)) return own(container, key);
  if (!/^[+-]?\d{1,18}$/.test(key)) return undefined;
  const index = Number(key);
  return container[index < 0 ? index + container.length : index];
}
