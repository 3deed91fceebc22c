/** Exponential back-off by key for restarts and image pulls: doubled at each failure, reset after a while. */

interface Entry {
  delay: number;
  /** When the last failure was noted, milliseconds since the epoch. */
  at: number;
}

export interface BackoffLimits {
  readonly initialMs: number;
  readonly maxMs: number;
}

export const defaultBackoff: BackoffLimits = { initialMs: 10_000, maxMs: 300_000 };

/** The delay before restart `attempt` (1 is the first, which is not delayed) of a container that ends at once each time. */
export const restartDelay = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(defaultBackoff.maxMs, defaultBackoff.initialMs * 2 ** (attempt - 2));

/** What a container in CrashLoopBackOff shows. `pod`: as `podFullName` names it. */
export function crashLoopMessage(delayMs: number, container: string, pod: string): string {
  const seconds = delayMs / 1000;
  const delay = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  return `back-off ${delay} restarting failed container=${container} pod=${pod}`;
}

export class Backoff {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: BackoffLimits;

  constructor(limits: BackoffLimits = defaultBackoff) {
    this.#limits = limits;
  }

  /** When the key may be tried again after an event at `since`; undefined: it may now. */
  until(key: string, since: number, now: number): number | undefined {
    const entry = this.#live(key, since);
    if (entry === undefined) return undefined;
    const end = since + entry.delay;
    return end > now ? end : undefined;
  }

  delay(key: string): number {
    return this.#entries.get(key)?.delay ?? 0;
  }

  /** Records another attempt after an event at `since`. */
  next(key: string, since: number, now: number): void {
    const entry = this.#live(key, since);
    const delay = entry === undefined ? this.#limits.initialMs : Math.min(entry.delay * 2, this.#limits.maxMs);
    this.#entries.set(key, { delay, at: now });
  }

  /** Forgets every key with this prefix: its pod is gone. */
  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  /** An entry counts until twice the longest delay passed without another failure. */
  #live(key: string, since: number): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || since - entry.at > this.#limits.maxMs * 2 ? undefined : entry;
  }
}
