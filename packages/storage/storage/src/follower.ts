/**
 * One reader of an ordered sequence who never loses its place: it is handed what happens while it keeps up, and reads
 * the history again from where it stopped when it did not. So a slow reader costs its small buffer and stalls nobody;
 * one so slow that the history is gone gets the history's error.
 */

export interface Step {
  readonly revision: number;
}

/** A stretch of the history: the steps in it, and the revision it reaches to (whole revisions only). */
export interface Stretch<S extends Step> {
  readonly steps: readonly S[];
  readonly through: number;
}

export interface FollowerSource<S extends Step> {
  /** The revision of the newest step. */
  head(): number;
  /** Some of the steps after `revision`, at once or when they have been fetched. Throws CompactedError. */
  read(revision: number): Stretch<S> | Promise<Stretch<S>>;
  /** From now on the owner offers this reader every step. Called again after each `detach`. */
  attach(follower: Follower<S>): void;
  detach(follower: Follower<S>): void;
  /** The reading is over, for whatever reason. Called once. */
  ended(follower: Follower<S>): void;
  /** The step that says everything up to `revision` has been told. */
  mark(revision: number): S;
}

/** Steps a reader may lag behind before it is left to the history. */
const bufferLimit = 128;

type State = 'reading' | 'fetching' | 'live' | 'ended';

export class Follower<S extends Step> implements AsyncIterableIterator<S> {
  readonly #source: FollowerSource<S>;
  readonly #signal: AbortSignal | undefined;
  #buffer: S[] = [];
  #next = 0;
  /** Everything up to here has been buffered or handed over. */
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

  /** Everything up to here has been told, or is on its way to the reader. */
  get through(): number {
    return this.#through;
  }

  /** The owner tells of a step. Nothing here waits or throws. */
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

  /** The reader gets a mark once it has been told everything. */
  requestMark(): void {
    this.#markWanted = true;
    this.#rouse();
  }

  /** Ends the reading at once: quietly, or with `failure`. */
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

  /** The next step if it is there already: saves a reader of many a turn for each. */
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

  /** Leaves the reader waiting; whatever ends the reading meanwhile reaches it at once. */
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
