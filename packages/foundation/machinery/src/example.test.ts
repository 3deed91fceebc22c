/** Example of the package: quantities, selectors and API errors. */
import { expect, it } from 'vitest';
import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from './quantity/index.ts';
import { parseLabelSelector, selectorFromLabelSelector } from './selectors/index.ts';
import { errors, isNotFound } from './status-error.ts';

it('addQuantities and compareQuantities add and compare quantities', () => {
  const sum = addQuantities(parseQuantity('1500m'), parseQuantity('2'));
  expect(formatQuantity(sum)).toBe('3500m');
  expect(compareQuantities(sum, parseQuantity('3.5'))).toBe(0);
});

it('parseLabelSelector returns a selector that matches labels', () => {
  const selector = parseLabelSelector('app=web,tier in (front, back)');
  expect(selector.matches({ app: 'web', tier: 'back' })).toBe(true);
  expect(selector.matches({ app: 'web' })).toBe(false);
  expect(selectorFromLabelSelector({ matchLabels: { app: 'web' } }).toString()).toBe('app=web');
});

it('errors.notFound creates a StatusError with the message of the API', () => {
  const error = errors.notFound({ group: 'apps', resource: 'deployments' }, 'web');
  expect(isNotFound(error)).toBe(true);
  expect(error.message).toBe('deployments.apps "web" not found');
});
