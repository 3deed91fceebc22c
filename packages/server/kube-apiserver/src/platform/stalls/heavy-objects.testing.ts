/** Objects of the maximum size that are slow to default, validate or track. */
import { core, creation, type HeavyRequest, many, object } from './heavy-request.testing.ts';

const pod = (name: string, spec: string, container = ''): string =>
  object('v1', 'Pod', name, `"spec":{${spec}"containers":[{"name":"c","image":"i"${container}}]}`);
const configMap = (name: string, data: string): string => object('v1', 'ConfigMap', name, `"data":{${data}}`);
const address = (i: number): string => `10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
const service = (name: string, spec: string): string =>
  object('v1', 'Service', name, `"spec":{"ports":[{"port":1}],${spec}}`);

type Case = readonly [path: string, name: string, body: () => string];

const pods: readonly Case[] = [
  ['pods', '8,000 variables', () => pod('a', '', `,"env":[${many(8_000, (i) => `{"name":"E${i}"}`)}]`)],
  ['pods', '20,000 same variables', () => pod('b', '', `,"env":[${many(20_000, () => '{"name":"E"}')}]`)],
  ['pods', '12,000 same ports', () => pod('c', '', `,"ports":[${many(12_000, () => '{"containerPort":1}')}]`)],
  [
    'pods',
    '12,000 host ports',
    () => pod('d', '', `,"ports":[${many(12_000, (i) => `{"containerPort":1,"hostPort":${i + 1}}`)}]`),
  ],
  [
    'pods',
    '12,000 same containers',
    () => object('v1', 'Pod', 'e', `"spec":{"containers":[${many(12_000, () => '{"name":"c","image":"i"}')}]}`),
  ],
  [
    'pods',
    '6,000 volumes and mounts',
    () =>
      pod(
        'f',
        `"volumes":[${many(6_000, (i) => `{"name":"v${i}","emptyDir":{}}`)}],`,
        `,"volumeMounts":[${many(6_000, (i) => `{"name":"v${i}","mountPath":"/m${i}"}`)}]`,
      ),
  ],
  [
    'pods',
    '6,000 spread constraints',
    () => {
      const each = (i: number): string =>
        `{"maxSkew":1,"topologyKey":"k${i}","whenUnsatisfiable":"DoNotSchedule","labelSelector":{}}`;
      return pod('g', `"topologySpreadConstraints":[${many(6_000, each)}],`);
    },
  ],
  ['pods', '15,000 gates', () => pod('h', `"schedulingGates":[${many(15_000, (i) => `{"name":"g${i}"}`)}],`)],
  [
    'pods',
    '12,000 host aliases',
    () => pod('i', `"hostAliases":[${many(12_000, (i) => `{"ip":"${address(i)}","hostnames":["a"]}`)}],`),
  ],
  [
    'pods',
    '15,000 resources',
    () => pod('j', '', `,"resources":{"limits":{${many(15_000, (i) => `"a.b/r${i}":"1"`)}}}`),
  ],
  ['pods', '32,000 gates', () => pod('l', `"schedulingGates":[${many(32_000, (i) => `{"name":"g${i}"}`)}],`)],
  ['pods', '30,000 variables', () => pod('m', '', `,"env":[${many(30_000, (i) => `{"name":"E${i}"}`)}]`)],
  [
    'pods',
    '30,000 resources',
    () => pod('n', '', `,"resources":{"limits":{${many(30_000, (i) => `"a.b/r${i}":"1"`)}}}`),
  ],
  [
    'pods',
    '45,000 bad resources',
    () => pod('o', '', `,"resources":{"limits":{${many(45_000, (i) => `"-r${i}":"1"`)}}}`),
  ],
  ['pods', '45,000 node labels', () => pod('p', `"nodeSelector":{${many(45_000, (i) => `"k${i}":"v"`)}},`)],
  ['pods', 'a long quantity', () => pod('k', '', `,"resources":{"limits":{"cpu":"${'1'.repeat(1_000_000)}"}}`)],
  ['pods', 'a long name', () => pod('x'.repeat(1_000_000), '')],
];

const others: readonly Case[] = [
  [
    'configmaps',
    '20,000 keys',
    () =>
      configMap(
        'a',
        many(20_000, (i) => `"k${i}":""`),
      ),
  ],
  ['configmaps', '1 MB in a value', () => configMap('b', `"a":"${'x'.repeat(1_000_000)}"`)],
  ['configmaps', '3 MB in a value', () => configMap('c', `"a":"${'x'.repeat(2_900_000)}"`)],
  [
    'configmaps',
    '20,000 bad labels',
    () => `{"metadata":{"name":"d","labels":{${many(20_000, (i) => `"-k${i}":"*"`)}}}}`,
  ],
  [
    'configmaps',
    '20,000 finalizers',
    () => `{"metadata":{"name":"e","finalizers":[${many(20_000, (i) => `"a.b/c${i}"`)}]}}`,
  ],
  [
    'configmaps',
    '3,000 managers',
    () => {
      const each = (i: number): string =>
        `{"manager":"m${i}","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}`;
      return `{"metadata":{"name":"f","managedFields":[${many(3_000, each)}]}}`;
    },
  ],
  [
    'services',
    '8,000 ports',
    () => object('v1', 'Service', 'a', `"spec":{"ports":[${many(8_000, (i) => `{"name":"p${i}","port":${i + 1}}`)}]}`),
  ],
  [
    'services',
    '15,000 external addresses',
    () => object('v1', 'Service', 'b', `"spec":{"externalIPs":[${many(15_000, (i) => `"${address(i)}"`)}]}`),
  ],
  [
    'services',
    '50,000 external addresses',
    () => service('c', `"externalIPs":[${many(50_000, (i) => `"${address(i)}"`)}]`),
  ],
  [
    'services',
    '90,000 source ranges',
    () =>
      service('d', `"type":"LoadBalancer","loadBalancerSourceRanges":[${many(90_000, (i) => `"${address(i)}/32"`)}]`),
  ],
  [
    'configmaps',
    '50,000 finalizers',
    () => `{"metadata":{"name":"g","finalizers":[${many(50_000, (i) => `"a.b/c${i}"`)}]}}`,
  ],
  ['configmaps', '45,000 labels', () => `{"metadata":{"name":"h","labels":{${many(45_000, (i) => `"k${i}":"v"`)}}}}`],
  [
    'configmaps',
    '45,000 keys',
    () =>
      configMap(
        'i',
        many(45_000, (i) => `"k${i}":""`),
      ),
  ],
  ['secrets', '45,000 keys', () => object('v1', 'Secret', 'c', `"data":{${many(45_000, (i) => `"k${i}":"YQ=="`)}}`)],
  ['secrets', '2.8 MB of bad base64', () => object('v1', 'Secret', 'a', `"data":{"a":"${'AAAA'.repeat(700_000)}!"}`)],
  ['secrets', '15,000 keys', () => object('v1', 'Secret', 'b', `"data":{${many(15_000, (i) => `"k${i}":""`)}}`)],
];

const cronJob = (schedule: string): string => {
  const podSpec = '{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}';
  return object(
    'batch/v1',
    'CronJob',
    'a',
    `"spec":{"schedule":"${schedule}","jobTemplate":{"spec":{"template":{"spec":${podSpec}}}}}`,
  );
};
const cronJobs = '/apis/batch/v1/namespaces/default/cronjobs';

export const heavyObjects: readonly HeavyRequest[] = [
  ...[...pods, ...others].map(([resource, name, body]) =>
    creation(`${resource}: ${name}`, `${core}/${resource}`, body),
  ),
  creation('cronjobs: a schedule of 800 kB', cronJobs, () => cronJob(`${'1,'.repeat(400_000)}1 * * * *`)),
];
