/** Accidents, one after the other, at random: processes die or hang, lines break, history is forgotten. */
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
  /** Milliseconds between two accidents, on average. */
  readonly pace: number;
}

/** Steps after which a process that was lit dies: few enough that it is at work at something known. */
const longestFuse = 200;
/** Nodes hang for this long at most, milliseconds: sometimes long enough to lose their pods. */
const longestHang = 500_000;

export class Chaos {
  readonly #options: ChaosOptions;
  readonly #hanging = new Set<string>();

  constructor(options: ChaosOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, pace } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(gap(random, pace), signal).catch(() => undefined);
      if (!signal.aborted) await this.#strike();
    }
    for (const name of this.#hanging) this.#options.world.resume(name);
  }

  async #strike(): Promise<void> {
    const { world, store, random, faults } = this.#options;
    const name = pick(random, world.names) ?? '';
    switch (random.integer(7)) {
      case 0:
      case 1:
        // At some await, wherever it is then.
        return world.process(name)?.light(1 + random.integer(longestFuse));
      case 2:
        return world.process(name)?.kill();
      case 3:
        faults.count('watches broken');
        if (chance(random, 0.5)) await store.compact(await store.revision());
        return world.network.breakWatches();
      case 4:
        faults.count('control plane crashed');
        for (const each of ['server', 'controllers', 'scheduler']) world.process(each)?.kill();
        return;
      case 5:
        faults.count('compacted');
        return store.compact(await store.revision());
      default:
        return this.#hang(
          pick(
            random,
            world.names.filter((each) => each.startsWith('node-')),
          ) ?? '',
        );
    }
  }

  #hang(name: string): void {
    const { world, clock, random, faults } = this.#options;
    faults.count('node hung');
    this.#hanging.add(name);
    world.hang(name);
    clock.setTimer(random.next() ** 2 * longestHang, () => {
      this.#hanging.delete(name);
      world.resume(name);
    });
  }
}
