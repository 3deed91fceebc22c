/** Injects random faults: processes crash, stop or hang, clocks jump, connections break, history is compacted. */
import type { Random, VirtualClock } from '@kubets/base';
import type { Store } from '@kubets/storage';
import type { Faults } from './faults.ts';
import { chance, gap, pick } from './random-streams.ts';
import type { World } from './world.ts';

export interface ChaosOptions {
  readonly world: World;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faults: Faults;
  /** Mean time between two faults, in milliseconds. */
  readonly pace: number;
}

/** A process crashes after at most this many steps, so that it is still busy. */
const maxFuseSteps = 200;
/** The maximum time that a node hangs. Sometimes its pods are evicted. */
const maxHangMs = 500_000;
/** The maximum time that a process is stopped. Sometimes it loses a Lease. */
const maxStopMs = 90_000;
/** The maximum clock skew in either direction. */
const maxSkewMs = 300_000;
const planeKinds = ['server', 'controllers', 'scheduler'] as const;

export class Chaos {
  readonly #options: ChaosOptions;

  constructor(options: ChaosOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, pace } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(gap(random, pace), signal).catch(() => undefined);
      if (!signal.aborted) await this.#strike();
    }
  }

  async #strike(): Promise<void> {
    const { world, store, random, faults } = this.#options;
    const name = pick(random, world.names) ?? '';
    switch (random.integer(10)) {
      case 0:
      case 1:
        // At an arbitrary await.
        return world.process(name)?.light(1 + random.integer(maxFuseSteps));
      case 2:
        return world.process(name)?.kill();
      case 3:
        faults.count('watches broken');
        if (chance(random, 0.5)) await store.compact(await store.revision());
        return world.network.breakWatches();
      case 4:
        return this.#crashPlanes();
      case 5:
        faults.count('compacted');
        return store.compact(await store.revision());
      case 6:
      case 7:
        return this.#stop(pick(random, this.#of(...planeKinds)) ?? '');
      case 8:
        faults.count('clock jumped');
        return world.skew(name, chance(random, 0.3) ? 0 : (2 * random.next() - 1) * maxSkewMs);
      default:
        return this.#hang(pick(random, this.#of('node')) ?? '');
    }
  }

  #of(...kinds: readonly string[]): readonly string[] {
    return this.#options.world.names.filter((each) => kinds.some((kind) => each.startsWith(kind)));
  }

  /** One host of the control plane, or all of them. */
  #crashPlanes(): void {
    const { world, random, faults } = this.#options;
    const plane = pick(random, this.#of('server'))?.replace('server', '') ?? '';
    const whole = chance(random, 0.3);
    faults.count(whole ? 'control plane crashed' : 'plane crashed');
    for (const each of this.#of(...planeKinds)) if (whole || each.endsWith(plane)) world.process(each)?.kill();
  }

  #stop(name: string): void {
    const { world, clock, random, faults } = this.#options;
    faults.count(`${name.replace(/-.*/, '')} stopped`);
    world.stop(name);
    clock.setTimer(random.next() * maxStopMs, () => world.continue(name));
  }

  #hang(name: string): void {
    const { world, clock, random, faults } = this.#options;
    faults.count('node hung');
    world.hang(name);
    clock.setTimer(random.next() ** 2 * maxHangMs, () => world.resume(name));
  }
}
