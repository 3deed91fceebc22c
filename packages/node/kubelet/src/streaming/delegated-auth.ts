/** Who may call the kubelet is the API server's to say: tokens by TokenReview, permissions by SubjectAccessReview. */
import { type SubjectAccessReview, subjectAccessReviews, type TokenReview, tokenReviews } from '@kubets/api';
import type { Clock } from '@kubets/base';
import type { Client } from '@kubets/client';

export interface ConnectionUser {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface NodeAuthorizer {
  /** The user a bearer token stands for; undefined when it is not valid. */
  userOf(token: string): Promise<ConnectionUser | undefined>;
  /** Whether the user may do `verb` on this node's subresource. */
  allows(user: ConnectionUser, verb: string, subresource: string): Promise<boolean>;
}

/** How long answers are believed, as upstream: yes for five minutes, no for thirty seconds, a token for two minutes. */
const believed = { yes: 300_000, no: 30_000, token: 120_000 };
const maxCachedDecisions = 1_000;

/** A cache with expiry and a maximum size; the oldest entry is evicted first. */
class Remembered<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.until > this.#clock.now() ? entry.value : undefined;
  }

  set(key: string, value: T, milliseconds: number): T {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: this.#clock.now() + milliseconds });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxCachedDecisions && oldest !== undefined) this.#entries.delete(oldest);
    return value;
  }
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function delegatedAuthorizer(client: Client, nodeName: string, clock: Clock): NodeAuthorizer {
  const decisions = new Remembered<boolean>(clock);
  const users = new Remembered<ConnectionUser | 'nobody'>(clock);
  const review = async (token: string): Promise<ConnectionUser | 'nobody'> => {
    const object: TokenReview = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
    const { status } = await client.create(tokenReviews, object);
    const name = status?.user?.username;
    return status?.authenticated === true && name ? { name, groups: status.user?.groups ?? [] } : 'nobody';
  };
  return {
    userOf: async (token) => {
      const key = await digest(token);
      const user = users.get(key) ?? users.set(key, await review(token), believed.token);
      return user === 'nobody' ? undefined : user;
    },
    allows: async (user, verb, subresource) => {
      const key = JSON.stringify([user.name, user.groups, verb, subresource]);
      const known = decisions.get(key);
      if (known !== undefined) return known;
      const object: SubjectAccessReview = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: user.name,
          groups: user.groups,
          resourceAttributes: { verb, version: 'v1', resource: 'nodes', subresource, name: nodeName },
        },
      };
      const { status } = await client.create(subjectAccessReviews, object);
      const allowed = status?.allowed === true;
      return decisions.set(key, allowed, allowed ? believed.yes : believed.no);
    },
  };
}
