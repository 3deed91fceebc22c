/** Patches that are slow to apply, and queries that are slow to parse. */
import { core, creation, type HeavyRequest, json, many, object } from './heavy-request.testing.ts';

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const deployments = '/apis/apps/v1/namespaces/default/deployments';
const env = (count: number, from = 0): string => many(count, (i) => `{"name":"E${i + from}","value":"x"}`);
const podSpec = (variables: string, more = ''): string =>
  `{"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"${more},"env":[${variables}]}]}}`;
const deployment = (name: string, variables: string): string =>
  object('apps/v1', 'Deployment', name, `"spec":${podSpec(variables)},"selector":{"matchLabels":{"a":"b"}}}`);

const configMap = (name: string, data: () => string): HeavyRequest =>
  creation(`configmaps: ${name}`, `${core}/configmaps`, () => object('v1', 'ConfigMap', name, `"data":{${data()}}`));
const small = configMap('small', () => '"a":"b"');
const wide = configMap('wide', () => many(10_000, (i) => `"k${i}":""`));
const long = configMap('long', () => `"a":"${'x'.repeat(900_000)}"`);
const widest = configMap('widest', () => many(45_000, (i) => `"k${i}":"value"`));
const variables = creation('deployments: wide', deployments, () => deployment('wide', env(5_000)));

type Case = readonly [type: keyof typeof types, name: string, target: string, before: HeavyRequest, body: () => string];
const at = (name: string): string => `${core}/configmaps/${name}`;
const copies = (path: string): string => many(9_000, (i) => `{"op":"copy","from":"${path}","path":"/x${i}"}`);

const cases: readonly Case[] = [
  [
    'json',
    '10,000 tests',
    at('small'),
    small,
    () => `[${many(10_000, () => '{"op":"test","path":"/data/a","value":"b"}')}]`,
  ],
  ['json', '9,000 copies of many keys', at('wide'), wide, () => `[${copies('/data')}]`],
  ['json', '9,000 copies of a long text', at('long'), long, () => `[${copies('/data/a')}]`],
  [
    'json',
    'copies that double',
    at('small'),
    small,
    () => `[{"op":"add","path":"/x","value":["a"]},${many(30, () => '{"op":"copy","from":"/x","path":"/x/-"}')}]`,
  ],
  [
    'json',
    '9,000 moves far below',
    at('small'),
    small,
    () => {
      const path = `/x${'/a'.repeat(60)}`;
      const moves = many(9_000, () => `{"op":"move","from":"${path}","path":"${path}"}`);
      return `[{"op":"add","path":"/x","value":${'{"a":'.repeat(400)}1${'}'.repeat(400)}},${moves}]`;
    },
  ],
  [
    'json',
    '5,000 items put in front',
    at('small'),
    small,
    () =>
      `[{"op":"add","path":"/x","value":[${'0,'.repeat(20_000)}0]},${many(5_000, () => '{"op":"add","path":"/x/0","value":0}')}]`,
  ],
  ['merge', '20,000 keys', at('small'), small, () => `{"data":{${many(20_000, (i) => `"n${i}":""`)}}}`],
  ['merge', '45,000 changed keys', at('widest'), widest, () => `{"data":{${many(45_000, (i) => `"k${i}":"x"`)}}}`],
  ['merge', '24,000 more keys', at('widest'), widest, () => `{"data":{${many(24_000, (i) => `"n${i}":"x"`)}}}`],
  ['merge', '40,000 unknown keys', at('small'), small, () => `{${many(40_000, (i) => `"n${i}":""`)}}`],
  ['merge', '900 levels', at('small'), small, () => `${'{"a":'.repeat(900)}1${'}'.repeat(900)}`],
  [
    'strategic',
    '5,000 items, half of them new',
    `${deployments}/wide`,
    variables,
    () => `{"spec":${podSpec(env(5_000, 2_500))}}}`,
  ],
  [
    'strategic',
    '5,000 ordered items',
    `${deployments}/wide`,
    variables,
    () => {
      const order = many(5_000, (i) => `{"name":"E${i}"}`);
      return `{"spec":${podSpec(env(5_000), `,"$setElementOrder/env":[${order}]`)}}}`;
    },
  ],
  [
    'strategic',
    '20,000 finalizers',
    at('small'),
    small,
    () => `{"metadata":{"finalizers":[${many(20_000, (i) => `"a.b/c${i}"`)}]}}`,
  ],
  ['apply', '5,000 items', `${deployments}/wide`, variables, () => deployment('wide', env(5_000))],
  [
    'apply',
    '10,000 same items',
    `${deployments}/wide`,
    variables,
    () =>
      deployment(
        'wide',
        many(10_000, () => '{"name":"E"}'),
      ),
  ],
  [
    'apply',
    '45,000 keys of another',
    at('widest'),
    widest,
    () => object('v1', 'ConfigMap', 'widest', `"data":{${many(45_000, (i) => `"k${i}":"y"`)}}`),
  ],
  [
    'apply',
    '15,000 keys of YAML',
    at('applied'),
    small,
    () =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata:\n${many(15_000, (i) => `  k${i}: ""\n`, '')}`,
  ],
];

/** Replaces all keys of the current object with others. */
export const heavyUpdates: readonly HeavyRequest[] = [
  {
    name: 'update: 45,000 other keys',
    line: `PUT ${at('widest')}`,
    contentType: json,
    body: () => object('v1', 'ConfigMap', 'widest', `"data":{${many(45_000, (i) => `"m${i}":"x"`)}}`),
    before: widest,
  },
];

const list = (name: string, query: string): HeavyRequest => ({
  name: `query: ${name}`,
  line: `GET ${core}/configmaps?${query}`,
  contentType: '',
  body: () => '',
});

export const heavyPatches: readonly HeavyRequest[] = cases.map(([type, name, target, before, body]) => ({
  name: `${type} patch: ${name}`,
  line: `PATCH ${target}${type === 'apply' ? '?fieldManager=m&force=true' : ''}`,
  contentType: types[type],
  body,
  before,
}));

/** As long as the head of a request may be. */
export const heavyQueries: readonly HeavyRequest[] = [
  list('2,000 labels', `labelSelector=${many(2_000, (i) => `k${i}`)}`),
  list('2,000 values', `labelSelector=a+in+(${many(2_000, (i) => `v${i}`)})`),
  list('10,000 parentheses', `labelSelector=${'('.repeat(10_000)}`),
  list('10,000 exclamation marks', `labelSelector=${'!'.repeat(10_000)}`),
  list('600 fields', `fieldSelector=${many(600, () => 'metadata.name!=a')}`),
  list('10,000 backslashes', `fieldSelector=metadata.name%3D${'\\\\'.repeat(5_000)}`),
  list('a long token', `continue=${'A'.repeat(10_000)}`),
  list(
    '2,000 parameters',
    many(2_000, (i) => `p${i}`, '&'),
  ),
];
