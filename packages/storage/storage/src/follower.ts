/**
 * A reader of an ordered sequence that does not lose its position. While it keeps up, it receives new steps directly. Otherwise it
 * continues with the history. A slow reader therefore needs only a small buffer and does not block others. If the history it needs
 * was compacted, it gets that error.
 */

export interface Step {
  readonly revision: number;
}

/** A part of the history: its steps, and the revision of its end. It contains whole revisions only. */
export interface Stretch<S extends Step> {
  readonly steps: readonly S[];
  readonly through: number;
}

export interface FollowerSource<S extends Step> {
  /** The revision of the newest step. */
  head(): number;
  /** Some of the steps after `revision`, synchronously or asynchronously. Throws CompactedError. */
  read(revision: number): Stretch<S> | Promise<Stretch<S>>;
  /** Makes the owner offer all further steps to this reader. Called again after each `detach`. */
  attach(follower: Follower<S>): void;
  detach(follower: Follower<S>): void;
  /** Called once when reading has ended. */
  ended(follower: Follower<S>): void;
  /** A step that says that everything up to `revision` has been delivered. */
  mark(revision: number): S;
}

/** The maximum number of buffered steps, after which the reader uses the history. */
const bufferLimit = 128;

type State = 'reading' | 'fetching' | 'live' | 'ended';

export class Follower<S extends Step> implements AsyncIterableIterator<S> {
  readonly #source: FollowerSource<S>;
  readonly #signal: AbortSignal | undefined;
  #buffer: S[] = [];
  #next = 0;
  /** Everything up to this revision has been buffered or delivered. */
  #through: number;
  #state: State = 'reading';
  #failure: { readonly error: unknown } | undefined;
  #markWanted = false;
  #wake: (() => void) | undefined;
  readonly #onAbort = (): void => this.end();

  constructor(source: FollowerSource<S>, through: number, signal?: AbortSignal) {
    this.#source = source;
    this.#through = through;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Everything up to this revision has been delivered, or is about to be. */
  get through(): number {
    return this.#through;
  }

  /** Called by the owner for a step. Does not wait or throw. */
  offer(step: S): void {
    if (this.#state !== 'live' || step.revision <= this.#through) return;
    if (this.#buffer.length - this.#next >= bufferLimit) {
      this.#state = 'reading';
      this.#source.detach(this);
      return;
    }
    this.#through = step.revision;
    this.#buffer.push(step);
    this.#rouse();
  }

  /** Requests a mark, which the reader gets when it is up to date. */
  requestMark(): void {
    this.#markWanted = true;
    this.#rouse();
  }

  /** Ends reading immediately, without an error or with `failure`. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#state === 'ended') return;
    const wasLive = this.#state === 'live';
    this.#state = 'ended';
    if (wasLive) this.#source.detach(this);
    this.#failure = failure;
    this.#buffer = [];
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#source.ended(this);
    this.#rouse();
  }

  async next(): Promise<IteratorResult<S, undefined>> {
    for (;;) {
      if (this.#signal?.aborted) this.end();
      const step = this.#take();
      if (step !== undefined) return { done: false, value: step };
      if (this.#state === 'ended') return this.#finish();
      if (this.#state === 'reading') this.#readOn();
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  /** The next step if it is already available, which saves turns of the event loop. */
  ready(): S | undefined {
    return this.#signal?.aborted ? undefined : this.#take();
  }

  async return(): Promise<IteratorResult<S, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): S | undefined {
    const step = this.#buffer[this.#next];
    if (step !== undefined) {
      this.#next++;
      if (this.#next >= Math.min(bufferLimit, this.#buffer.length)) {
        this.#buffer = this.#buffer.slice(this.#next);
        this.#next = 0;
      }
      return step;
    }
    if (this.#state !== 'live' || !this.#markWanted) return undefined;
    this.#markWanted = false;
    this.#through = Math.max(this.#through, this.#source.head());
    return this.#source.mark(this.#through);
  }

  #readOn(): void {
    try {
      const stretch = this.#source.read(this.#through);
      if (stretch instanceof Promise) this.#fetch(stretch);
      else this.#took(stretch);
    } catch (error) {
      this.end({ error });
    }
  }

  /** Waits for the next step, or for the end of reading. */
  #fetch(stretch: Promise<Stretch<S>>): void {
    this.#state = 'fetching';
    stretch.then(
      (fetched) => {
        if (this.#state === 'fetching') this.#took(fetched);
        this.#rouse();
      },
      (error: unknown) => this.end({ error }),
    );
  }

  #took({ steps, through }: Stretch<S>): void {
    this.#state = 'reading';
    this.#buffer = [...steps];
    this.#next = 0;
    this.#through = Math.max(this.#through, through);
    if (this.#through < this.#source.head()) return;
    this.#state = 'live';
    this.#source.attach(this);
  }

  #finish(): IteratorResult<S, undefined> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
    return { done: true, value: undefined };
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
