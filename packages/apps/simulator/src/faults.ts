/** The types of faults and their rates. Injected faults are counted for the report. */
import type { Clock, Random } from '@kubets/base';
import { chance, randomStream } from './random-streams.ts';

export interface FaultRates {
  /** Rates of store calls that are delayed, and that fail before or after they are executed. */
  readonly storeDelay: number;
  readonly storeRefused: number;
  readonly storeLostReply: number;
  /** Rates per change of a store watch: the watch lags, or breaks. */
  readonly storeWatchLag: number;
  readonly storeWatchDrop: number;
  /** Compacts history after a store watch broke, or between two pages of a list. */
  readonly compaction: number;
  /** Rates of API calls that are delayed, never arrive, lose their response, or are refused. */
  readonly callDelay: number;
  readonly callLost: number;
  readonly answerLost: number;
  readonly callRefused: number;
  /** A call that is delayed until its sender times out; a call whose cancellation is lost. */
  readonly callStuck: number;
  readonly abortLost: number;
  /** A client switches to another server. */
  readonly otherServer: number;
  /** Rates per event of an API watch. */
  readonly watchLag: number;
  readonly watchDrop: number;
  /** The connection stays open, but no more data arrives. */
  readonly watchHang: number;
}

export type Fault = keyof FaultRates;

/** Default rates. Each run scales every rate by a random factor, so that runs differ in their main faults. */
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
  /** Whether faults are injected. */
  active = true;
  readonly #random: Random;

  /** @param weather fixed rates, which are not random. */
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

  /** A delay between 0 and the maximum, in milliseconds. Most delays are short. */
  delay(maxMs: number): number {
    return this.#random.next() ** 3 * maxMs;
  }

  /** Waits at the given rate. */
  async pause(fault: Fault, clock: Clock, maxMs: number): Promise<void> {
    if (this.strikes(fault)) await clock.sleep(this.delay(maxMs));
  }

  /** For mutants, which also act without faults. */
  oneIn(count: number): boolean {
    return this.#random.integer(count) === 0;
  }

  integer(limit: number): number {
    return this.#random.integer(limit);
  }
}
