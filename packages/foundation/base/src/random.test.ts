/** Random generators, and names and UUIDs made from them. */
import { describe, expect, it } from 'vitest';
import { type Random, randomSuffix, seededRandom, systemRandom } from './random.ts';

const draws = (random: Random): unknown[] => [
  random.next(),
  random.integer(1000),
  [...random.bytes(8)],
  random.uuid(),
  randomSuffix(random),
];

describe('seededRandom', () => {
  it('seededRandom returns the same values for the same seed', () => {
    expect(draws(seededRandom(42))).toEqual(draws(seededRandom(42)));
  });

  it('seededRandom returns these values for seed 1, on every machine and in every release', () => {
    const random = seededRandom(1);
    expect([random.integer(2 ** 32), random.integer(2 ** 32), random.uuid()]).toMatchInlineSnapshot(`
      [
        3739678614,
        2725338478,
        "1c8145a8-c85e-4a74-a49a-1400258a4494",
      ]
    `);
  });

  it('seededRandom returns other values for another seed', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).next()));
    expect(seen.size).toBe(1000);
  });

  it('seededRandom is evenly distributed', () => {
    const random = seededRandom(5);
    const counts = new Array<number>(8).fill(0);
    for (let draw = 0; draw < 8000; draw++) {
      const value = random.integer(8);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe.each([
  ['systemRandom', systemRandom],
  ['seededRandom', seededRandom(9)],
] as const)('%s', (name, random) => {
  it(`${name}.next is in [0, 1), for more values than one batch`, () => {
    const values = Array.from({ length: 5000 }, () => random.next());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(4900);
  });

  it.each([1, 2, 27, 2 ** 31])(`${name}.integer is a whole number in [0, %d)`, (limit) => {
    for (let draw = 0; draw < 200; draw++) {
      const value = random.integer(limit);
      expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true);
    }
  });

  it(`${name}.uuid is of version 4, in lower case, and new each time`, () => {
    const ids = Array.from({ length: 100 }, () => random.uuid());
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(100);
  });

  it.each([0, 1, 33])(`${name}.bytes returns the given number of bytes: %d`, (length) => {
    expect(random.bytes(length)).toHaveLength(length);
  });
});

describe('randomSuffix', () => {
  it('randomSuffix uses all characters of generated names, and no others', () => {
    const letters = new Set(randomSuffix(seededRandom(2), 3000));
    expect([...letters].sort().join('')).toBe('2456789bcdfghjklmnpqrstvwxz');
    expect(randomSuffix(seededRandom(2))).toHaveLength(5);
  });
});
