/** A watch of the whole key space on one stream. Yields whole revisions with previous values. */
import { type Clock, DeadlineError, type Timer } from '@kubets/base';
import { isServiceError } from '@kubets/grpc/calls/platform';
import type { ClientDuplexStream } from '@kubets/grpc/platform';
import { CompactedError, type StoreChange, StoreUnavailableError } from '@kubets/storage';
import { storeError } from './failures.ts';
import type { EtcdMembers } from './members.ts';
import type { WatchEvent, WatchResponse } from './messages.ts';
import type { RevisionShift } from './revision-shift.ts';
import { allKeys, changesOf, isReserved } from './translation.ts';

/** After this time without data, the stream is asked for its progress. After the same time again, it is given up. */
const idleTimeoutMs = 5000;

export interface WatchStreamOptions {
  readonly members: EtcdMembers;
  readonly clock: Clock;
  readonly shift: RevisionShift;
  /** Yields the changes after this revision. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** Called when a member has accepted the watch. */
  onCreated?(): void;
  /** Called when an internal key has changed. */
  onReserved?(): void;
}

type Stream = ClientDuplexStream<object, WatchResponse>;

/** Requests progress from an idle stream, and destroys one that does not respond. */
class SignOfLife implements Disposable {
  readonly #clock: Clock;
  readonly #stream: Stream;
  #timer: Timer | undefined;

  constructor(clock: Clock, stream: Stream) {
    this.#clock = clock;
    this.#stream = stream;
    this.seen();
  }

  seen(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimer(idleTimeoutMs, () => this.#ask());
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }

  #ask(): void {
    this.#stream.write({ progress_request: {} });
    this.#timer = this.#clock.setTimer(idleTimeoutMs, () =>
      this.#stream.destroy(new DeadlineError('the watch does not respond')),
    );
  }
}

/** Reads the stream to its end. `created` and progress responses yield nothing. */
async function* changesIn(stream: Stream, life: SignOfLife, options: WatchStreamOptions) {
  const { shift } = options;
  let parts: WatchEvent[] = [];
  for await (const message of stream) {
    life.seen();
    const response = message as WatchResponse;
    if (response.canceled) {
      const { compact_revision: compacted, cancel_reason: reason } = response;
      if (compacted > 0) throw new CompactedError(shift.told(compacted));
      throw new StoreUnavailableError(`etcd ended the watch: ${reason}`, 'not made');
    }
    if (response.created) options.onCreated?.();
    parts.push(...response.events);
    if (response.fragment || parts.length === 0) continue;
    const changes = changesOf(parts, shift);
    if (changes === undefined) throw new CompactedError(shift.told(parts.at(-1)?.kv.mod_revision ?? 0));
    if (parts.some(({ kv }) => isReserved(kv.key))) options.onReserved?.();
    parts = [];
    yield changes;
  }
}

/**
 * Ends when the signal aborts. Throws CompactedError if `after` is too old, and StoreUnavailableError if the stream breaks. The next
 * member is then used.
 */
export async function* watchAll(options: WatchStreamOptions): AsyncGenerator<readonly StoreChange[], void> {
  const { members, clock, shift, after, signal } = options;
  const { member, stream } = await members.stream<WatchResponse>('Watch/Watch');
  const cancel = (): void => stream.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  // Errors after the reader has left are ignored.
  stream.on('error', () => undefined);
  using life = new SignOfLife(clock, stream);
  try {
    if (signal.aborted) cancel();
    stream.write({
      create_request: {
        ...allKeys,
        start_revision: shift.asked(after + 1),
        prev_kv: true,
        fragment: true,
        progress_notify: true,
      },
    });
    yield* changesIn(stream, life, options);
    if (!signal.aborted) throw new StoreUnavailableError('etcd ended the stream', 'not made');
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof CompactedError) throw error;
    members.leave(member);
    if (isServiceError(error)) throw storeError(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
}
