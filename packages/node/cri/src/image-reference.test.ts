/** Image references, in tables. */
import { describe, expect, it } from 'vitest';
import { isLatest, normalizeImage, parseImage } from './image-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('normalizeImage', () => {
  it.each([
    ['shop', 'docker.io/library/shop:latest'],
    ['shop:1', 'docker.io/library/shop:1'],
    ['team/shop', 'docker.io/team/shop:latest'],
    ['docker.io/shop', 'docker.io/library/shop:latest'],
    ['index.docker.io/shop:1', 'docker.io/library/shop:1'],
    ['r.io/shop', 'r.io/shop:latest'],
    ['r.io:5000/a/b/c:x', 'r.io:5000/a/b/c:x'],
    ['localhost/shop', 'localhost/shop:latest'],
    ['localhost:5000/shop', 'localhost:5000/shop:latest'],
    ['Upper/shop', 'Upper/shop:latest'],
    [`shop@${digest}`, `docker.io/library/shop@${digest}`],
    [`shop:1@${digest}`, `docker.io/library/shop:1@${digest}`],
    ['a__b/c-d.e_f', 'docker.io/a__b/c-d.e_f:latest'],
  ])('normalizeImage of %s is %s', (image, wanted) => {
    expect(normalizeImage(image)).toBe(wanted);
    expect(normalizeImage(wanted)).toBe(wanted);
  });

  it.each([
    '',
    ' shop',
    'Shop',
    'shop:',
    'shop:a b',
    'shop:-x',
    `shop:${'x'.repeat(129)}`,
    'shop@',
    'shop@sha256:abc',
    'shop@@x',
    '/shop',
    'shop/',
    'a//b',
    'r.io/',
    '-r.io/shop',
    'r.io:x/shop',
    'shop..x',
    'http://r.io/shop',
    '../shop',
    'a'.repeat(64),
    'a'.repeat(2000),
  ])('parseImage refuses %j', (image) => {
    expect(parseImage(image)).toBeUndefined();
    expect(normalizeImage(image)).toBeUndefined();
  });
});

describe('isLatest', () => {
  it.each([
    ['shop', true],
    ['shop:latest', true],
    ['shop:1', false],
    [`shop@${digest}`, false],
    [`shop:latest@${digest}`, false],
    ['r.io:5000/shop', true],
    ['NOT VALID', false],
  ])('isLatest of %s: %o', (image, wanted) => {
    expect(isLatest(image)).toBe(wanted);
  });
});
