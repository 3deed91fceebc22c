/** Times that are formatted once a second are correct. */
import { formatTime } from '@kubets/machinery/time';
import { expect, it } from 'vitest';
import { secondText } from './second-text.ts';

it('formats every moment correctly, forwards and backwards', () => {
  for (const ms of [0, 999, 1000, 1999.9, 999, -1, -1000, Date.UTC(2026, 0, 2, 3, 4, 5, 678)])
    expect(secondText(ms)).toBe(formatTime(ms));
});
