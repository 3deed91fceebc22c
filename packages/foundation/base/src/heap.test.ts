/** The order of the heap, compared with sorting. */
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';
import { seededRandom } from './random.ts';

const drain = (heap: Heap<number>): number[] => {
  const out: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) out.push(item);
  return out;
};

describe('Heap', () => {
  it.each([
    ['nothing', []],
    ['one item', [7]],
    ['ascending items', [1, 2, 3, 4, 5]],
    ['descending items', [5, 4, 3, 2, 1]],
    ['repeated items', [2, 1, 2, 1, 1]],
  ])('Heap.pop returns the smallest item first: %s', (_, items) => {
    const heap = new Heap<number>((a, b) => a - b);
    for (const item of items) heap.push(item);
    expect(heap.peek()).toBe(items.toSorted((a, b) => a - b)[0]);
    expect(heap.values().toSorted()).toEqual(items.toSorted());
    expect(drain(heap)).toEqual(items.toSorted((a, b) => a - b));
    expect([heap.size, heap.peek(), heap.pop()]).toEqual([0, undefined, undefined]);
  });

  it('Heap keeps its order when pushes and pops alternate', () => {
    const random = seededRandom(3);
    const heap = new Heap<number>((a, b) => a - b);
    const model: number[] = [];
    for (let step = 0; step < 3000; step++) {
      if (random.integer(3) === 0) expect(heap.pop()).toBe(model.shift());
      else {
        const item = random.integer(100);
        heap.push(item);
        model.push(item);
        model.sort((a, b) => a - b);
      }
      expect([heap.size, heap.peek()]).toEqual([model.length, model[0]]);
    }
  });

  it('Heap uses the given order', () => {
    const heap = new Heap<number>((a, b) => b - a);
    for (const item of [3, 9, 4]) heap.push(item);
    expect(drain(heap)).toEqual([9, 4, 3]);
  });
});
