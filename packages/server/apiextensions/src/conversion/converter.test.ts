/** Conversion without a webhook. */
import { expect, it } from 'vitest';
import { noneConverter } from './converter.ts';

it('changes only the apiVersion, and keeps objects that have it', () => {
  const old = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'a' }, spec: { size: 1 } };
  const current = { ...old, apiVersion: 'example.com/v2' };
  const converted = noneConverter.convert([old, current], 'example.com/v2');
  expect(converted).toEqual([{ ...old, apiVersion: 'example.com/v2' }, current]);
  expect((converted as readonly unknown[])[1]).toBe(current);
  expect(old.apiVersion).toBe('example.com/v1');
});
