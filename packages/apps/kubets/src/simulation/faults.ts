/** Which faults strike, how often. A roll that comes out is counted, so that a report tells what a run has seen. */
import type { Clock, Random } from '@kubets/base';
import { chance, randomStream } from './random-streams.ts';

export interface FaultRates {
  /** Share of store calls that take their time, and of those that fail before or after they are carried out. */
  readonly storeDelay: number;
  readonly storeRefused: number;
  readonly storeLostReply: number;
  /** Per change a watch of the store tells of: the watch lags, or breaks. */
  readonly storeWatchLag: number;
  readonly storeWatchDrop: number;
  /** After a watch of the store broke, or between two pages of a list: history is forgotten. */
  readonly compaction: number;
  /** Share of API calls that take their time; that never arrive; whose answer is lost; that are turned away. */
  readonly callDelay: number;
  readonly callLost: number;
  readonly answerLost: number;
  readonly callRefused: number;
  /** A call on its way for as long as its sender has patience; one whose sender's giving up is not heard of. */
  readonly callStuck: number;
  readonly abortLost: number;
  /** A client turns to another server for no reason. */
  readonly otherServer: number;
  /** Per event of a watch through the API. */
  readonly watchLag: number;
  readonly watchDrop: number;
  /** The connection stays open, and nothing comes any more. */
  readonly watchHang: number;
}

export type Fault = keyof FaultRates;

/** Rough weather; each run scales every rate by a factor of its own, so that some see much of one and none of another. */
const rough: FaultRates = {
  storeDelay: 0.1,
  storeRefused: 0.01,
  storeLostReply: 0.01,
  storeWatchLag: 0.05,
  storeWatchDrop: 0.005,
  compaction: 0.3,
  callDelay: 0.5,
  callLost: 0.01,
  answerLost: 0.02,
  callRefused: 0.02,
  callStuck: 0.003,
  abortLost: 0.3,
  otherServer: 0.05,
  watchLag: 0.1,
  watchDrop: 0.01,
  watchHang: 0.003,
};

function ratesOf(random: Random): FaultRates {
  const scaled = Object.entries(rough).map(([fault, rate]) => {
    const factor = [0, 0.3, 1, 3][random.integer(4)] ?? 1;
    return [fault, Math.min(0.9, rate * factor)] as const;
  });
  return Object.fromEntries(scaled) as unknown as FaultRates;
}

export class Faults {
  readonly rates: FaultRates;
  readonly counts = new Map<string, number>();
  /** Off: nothing is rolled, nothing strikes. */
  active = true;
  readonly #random: Random;

  /** @param weather rates that are given, not drawn. */
  constructor(seed: number, weather: Partial<FaultRates> = {}) {
    this.rates = { ...ratesOf(randomStream(seed, 'rates')), ...weather };
    this.#random = randomStream(seed, 'faults');
  }

  strikes(fault: Fault): boolean {
    const struck = this.active && chance(this.#random, this.rates[fault]);
    if (struck) this.count(fault);
    return struck;
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Between 0 and `most` milliseconds, mostly short. */
  delay(most: number): number {
    return this.#random.next() ** 3 * most;
  }

  /** Waits now and then. */
  async pause(fault: Fault, clock: Clock, most: number): Promise<void> {
    if (this.strikes(fault)) await clock.sleep(this.delay(most));
  }

  /** For mutants, which break things in peace, too. */
  oneIn(count: number): boolean {
    return this.#random.integer(count) === 0;
  }

  integer(limit: number): number {
    return this.#random.integer(limit);
  }
}
