/** Request bodies that are slow to decode, sent to paths that every service account can use. */
import { type HeavyRequest, json, many, yaml } from './heavy-request.testing.ts';

type Case = readonly [name: string, body: () => string];

const jsonBodies: readonly Case[] = [
  ['150,000 keys', () => `{"spec":{${many(150_000, (i) => `"key${i}":1`)}}}`],
  ['45,000 keys', () => `{"spec":{${many(45_000, (i) => `"key${i}":1`)}}}`],
  ['one key 300,000 times', () => `{"spec":{${many(300_000, () => '"key":1')}}}`],
  ['1.4 million brackets', () => '['.repeat(1_400_000)],
  ['1.4 million zeros', () => `{"spec":[${'0,'.repeat(1_400_000)}0]}`],
  ['900,000 empty objects', () => `{"spec":[${'{},'.repeat(900_000)}{}]}`],
  ['3 million digits', () => `{"spec":${'9'.repeat(3_000_000)}}`],
  ['400,000 half surrogates', () => `{"spec":"${'\\ud800'.repeat(400_000)}"}`],
  ['a text of 3 MB', () => `{"spec":"${'x'.repeat(3_000_000)}"}`],
  ['half a text of 3 MB', () => `{"spec":"${'x'.repeat(3_000_000)}`],
];

const yamlBodies: readonly Case[] = [
  ['1.4 million comments', () => `${'#\n'.repeat(1_400_000)}a: 1\n`],
  ['200,000 keys', () => many(200_000, (i) => `k${i}: 1\n`, '')],
  ['one key 200,000 times', () => 'key: 1\n'.repeat(200_000)],
  ['2,000 aliases to 1 MB', () => `a: &a ${'x'.repeat(1_000_000)}\nb: [${many(2_000, () => '*a')}]\n`],
  ['600,000 flow levels', () => `a: ${'['.repeat(600_000)}`],
  ['600,000 flow levels with items', () => `a: ${'[a,'.repeat(600_000)}`],
  ['600,000 flow mappings', () => `a: ${'{a: '.repeat(600_000)}`],
  ['700,000 block levels', () => `${'- '.repeat(700_000)}a`],
  ['700,000 explicit keys', () => `${'? '.repeat(700_000)}a`],
  ['150,000 anchors', () => `a: [${many(150_000, (i) => `&a${i} x`)}]\n`],
  ['1 million items', () => `a:\n${'- 1\n'.repeat(700_000)}`],
  ['1.4 million flow items', () => `a: [${'1,'.repeat(1_400_000)}]\n`],
  ['2.9 million blanks', () => `a:${' '.repeat(2_900_000)}b\n`],
  ['2.9 million line breaks', () => `${'\n'.repeat(2_900_000)}b: 1\n`],
  ['2.9 million line breaks in quotes', () => `a: "${'\n'.repeat(2_900_000)}"\n`],
  ['a long key', () => `${'k'.repeat(2_900_000)}: 1\n`],
  ['a scalar of many words', () => `a: ${'k '.repeat(1_400_000)}\n`],
  ['a plain scalar of 700,000 lines', () => `a: a\n${' b\n'.repeat(700_000)}`],
  ['a quoted scalar of 700,000 lines', () => `a: "a\n${' b\n'.repeat(700_000)}"`],
  ['a folded block of 500,000 lines', () => `a: >\n${'  b\n'.repeat(500_000)}`],
  ['a literal block of 500,000 lines', () => `a: |\n${'  b\n'.repeat(500_000)}`],
  ['600,000 documents', () => '--- \n'.repeat(600_000)],
  [
    'merges of 10,000 keys',
    () => `a: &a {${many(10_000, (i) => `k${i}: 1`)}}\n${many(10_000, (i) => `b${i}: {<<: *a}\n`, '')}`,
  ],
  ['350,000 tags', () => `a: [${'!!str x,'.repeat(350_000)}]\n`],
  ['3 MB of base64', () => `a: !!binary ${'A'.repeat(3_000_000)}\n`],
  ['1.4 million escapes', () => `a: "${'\\n'.repeat(1_400_000)}"\n`],
  ['1.4 million blank lines in quotes', () => `a: "${'\n '.repeat(1_400_000)}"\n`],
  ['500,000 flow pairs', () => `a: [${'a: b,'.repeat(500_000)}]\n`],
];

const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

export const heavyBodies: readonly HeavyRequest[] = [
  ...jsonBodies.map(([name, body]) => ({ name: `JSON: ${name}`, line: review, contentType: json, body })),
  ...yamlBodies.map(([name, body]) => ({ name: `YAML: ${name}`, line: review, contentType: yaml, body })),
];
