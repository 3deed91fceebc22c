/** Token buckets by key, in a cache of bounded size. */

export interface BucketOptions {
  /** Tokens per second. */
  readonly qps: number;
  /** The size of a bucket. */
  readonly burst: number;
  /** The most buckets that are kept. The bucket that was not used for the longest time is dropped first. */
  readonly cacheSize: number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds. */
  updated: number;
}

/** A longer key is shortened, so that clients cannot fill the memory with keys. Such keys may share a bucket. */
const maxKeyLength = 1_024;

function shortened(key: string): string {
  const half = maxKeyLength / 2;
  return key.length <= maxKeyLength ? key : `${key.slice(0, half)}${key.length}${key.slice(-half)}`;
}

export class TokenBuckets {
  readonly #options: BucketOptions;
  /** The one that was used last is the last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token; false if there is none. `now` in milliseconds, of a clock that never decreases. */
  take(longKey: string, now: number): boolean {
    const { qps, burst, cacheSize } = this.#options;
    const key = shortened(longKey);
    const bucket = this.#buckets.get(key) ?? { tokens: burst, updated: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.updated) / 1000) * qps);
    bucket.updated = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > cacheSize && oldest !== undefined) this.#buckets.delete(oldest);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
