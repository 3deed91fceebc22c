/** Joins two connections after both have switched protocols. */
import { setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@kubets/base';

/** Upstream's streaming idle timeout. */
const idleLimitMs = 4 * 60 * 60 * 1000;
/** For what is still in flight on one side when the other has ended. */
const lastBytesMs = 1000;

/** Calls `expire` when the count has not changed for too long. Returns how to stop. */
function watchIdle(clock: Clock, count: () => number, expire: () => void): () => void {
  let before = count();
  const again = (): void => {
    const now = count();
    if (now === before) {
      expire();
      return;
    }
    before = now;
    timer = clock.setTimer(idleLimitMs, again);
  };
  let timer = clock.setTimer(idleLimitMs, again);
  return () => timer.cancel();
}

/** Copies in both directions, each no faster than the other side reads; both end when one does. Never rejects. */
export async function joinConnections(clock: Clock, client: Duplex, target: Duplex): Promise<void> {
  let carried = 0;
  const count = (part: Uint8Array): void => {
    carried += part.length;
  };
  setMaxListeners(30, client, target);
  client.on('data', count);
  target.on('data', count);
  const stop = watchIdle(
    clock,
    () => carried,
    () => client.destroy(),
  );
  // The end of one side must not leave the other open: kubectl waits for the connection to close.
  const ways = [pipeline(client, target), pipeline(target, client)];
  await Promise.race(ways).catch(() => undefined);
  const enough = new AbortController();
  const patience = clock.sleep(lastBytesMs, enough.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(ways), patience]);
  enough.abort();
  stop();
  client.destroy();
  target.destroy();
}
