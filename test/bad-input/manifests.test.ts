/** Invalid manifests, applied with unmodified kubectl, are refused with Kubernetes' messages and without effects. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../harness.ts';

function billionLaughs(): string {
  const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`);
  return ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: bomb}', 'a0: &a0 [lol]', ...levels, ''].join('\n');
}

const nested = (depth: number): string =>
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"data":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

const mistyped = `
apiVersion: v1
kind: Pod
metadata: {name: mistyped, lables: {a: b}}
spec: {containers: [{name: c, image: i, imagePullPolcy: Always}], restartPolicyy: x}
`;

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: ${spec}\n`;
const template = '{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}';

describe('kubectl apply', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('refuses a manifest with unknown fields and names each field', async () => {
    const { code, stderr } = await cluster.tryKubectl(['apply', '-f', '-'], mistyped);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: ' +
        'unknown field "metadata.lables", unknown field "spec.containers[0].imagePullPolcy", unknown field "spec.restartPolicyy"\n',
    );
    expect((await cluster.tryKubectl(['get', 'pod', 'mistyped'])).stderr).toContain('pods "mistyped" not found');
  });

  it('accepts unknown fields with --validate=warn (with warnings) and --validate=ignore (without)', async () => {
    const warned = await cluster.tryKubectl(['create', '--validate=warn', '-f', '-'], mistyped);
    expect(warned.code).toBe(0);
    expect(warned.stderr.match(/^Warning: unknown field /gm)).toHaveLength(3);
    expect(await cluster.kubectl('get', 'pod', 'mistyped', '-o', 'json')).not.toContain('lables');
    const silent = await cluster.tryKubectl(
      ['create', '--validate=ignore', '-f', '-'],
      mistyped.replace('name: mistyped', 'name: silent'),
    );
    expect([silent.code, silent.stderr]).toEqual([0, '']);
  });

  it.each([
    [
      'a string in a number field',
      deployment(`{replicas: "three", selector: {matchLabels: {a: b}}, template: ${template}}`),
      /Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec\.spec\.replicas of type int32/,
    ],
    [
      'a number in a string field',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata: {a: 1}\n',
      /ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap\.data of type string/,
    ],
    [
      'a list in an object field',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nspec: []\n',
      /Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field Pod\.spec of type v1\.PodSpec/,
    ],
    [
      'an invalid quantity',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nspec: {containers: [{name: c, image: i, resources: {limits: {cpu: many}}}]}\n',
      /Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression/,
    ],
    [
      'neither selector nor image',
      deployment('{template: {spec: {containers: [{name: c}]}}}'),
      /The Deployment "d" is invalid: \n\* spec\.selector: Required value\n(.*\n)*\* spec\.template\.spec\.containers\[0\]\.image: Required value/,
    ],
    [
      'a selector that does not match',
      deployment(`{selector: {matchLabels: {a: x}}, template: ${template}}`),
      /spec\.template\.metadata\.labels: Invalid value: \{"a":"b"\}: `selector` does not match template `labels`/,
    ],
    [
      'an invalid name and no containers',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: Bad_Name}\nspec: {containers: []}\n',
      /The Pod "Bad_Name" is invalid: \n\* metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must(.*)\n\* spec\.containers: Required value/,
    ],
    [
      'no kind',
      'a: b\n',
      /error: error validating "STDIN": error validating data: \[apiVersion not set, kind not set\]/,
    ],
    [
      'an unknown kind',
      'apiVersion: v2\nkind: Pood\nmetadata: {name: d}\n',
      /no matches for kind "Pood" in version "v2"/,
    ],
    [
      'a namespace that does not exist',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d, namespace: nowhere}\n',
      /namespaces "nowhere" not found/,
    ],
    ['truncated YAML', 'a: [b\n', /error parsing STDIN: error converting YAML to JSON/],
    ['an alias bomb', billionLaughs(), /document contains excessive aliasing/],
    ['10,000 levels', nested(10_000), /exceeded max depth/],
  ])('refuses a manifest with %s and creates nothing', async (_, manifest, message) => {
    const { code, stderr } = await cluster.tryKubectl(['create', '-f', '-'], manifest);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(await cluster.kubectl('get', 'deployments,replicasets', '-o', 'name')).toBe('');
    expect(await cluster.kubectl('get', '--raw', '/readyz')).toBe('ok');
  });

  it('accepts names that are reserved in JavaScript', async () => {
    const manifest = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: names
  labels: {constructor: a, hasOwnProperty: b}
  annotations: {toString: c}
data: {__proto__: d, constructor: e, prototype: f}
`;
    await cluster.kubectlWith(manifest, 'apply', '-f', '-');
    expect(await cluster.kubectlWith(manifest, 'apply', '-f', '-')).toBe('configmap/names unchanged\n');
    const text = await cluster.kubectl('get', 'configmap', 'names', '-o', 'json');
    expect(text).toContain('"__proto__": "d"');
    const { data, metadata } = JSON.parse(text);
    expect(Object.entries(data).sort()).toEqual([
      ['__proto__', 'd'],
      ['constructor', 'e'],
      ['prototype', 'f'],
    ]);
    expect(metadata.labels).toEqual({ constructor: 'a', hasOwnProperty: 'b' });
    expect(await cluster.kubectl('get', 'configmaps', '-l', 'hasOwnProperty=b', '-o', 'name')).toBe(
      'configmap/names\n',
    );
    expect(await cluster.kubectl('get', 'configmaps', '-l', 'toString', '-o', 'name')).toBe('');
    await cluster.kubectl('patch', 'configmap', 'names', '--type=merge', '-p', '{"data":{"__proto__":"g"}}');
    await cluster.kubectl(
      'patch',
      'configmap',
      'names',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/data/constructor"}]',
    );
    await cluster.kubectl('patch', 'configmap', 'names', '-p', '{"data":{"prototype":"h"}}');
    await cluster.kubectlWith(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: names}\ndata: {valueOf: i}\n',
      ...['apply', '--server-side', '--field-manager=other', '-f', '-'],
    );
    const after = await cluster.kubectl('get', 'configmap', 'names', '-o', 'jsonpath={.data}');
    expect(after).toBe('{"__proto__":"g","prototype":"h","valueOf":"i"}');
  });

  it.each(['labels', 'annotations'])('refuses the key __proto__ in %s, as Kubernetes does', async (where) => {
    const { code, stderr } = await cluster.tryKubectl(
      ['create', '-f', '-'],
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p, ${where}: {__proto__: evil}}\n`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`metadata.${where}: Invalid value: "__proto__": name part must consist of alphanumeric`);
  });

  it('refuses a request of 4 MiB, and a ConfigMap over 1 MiB', async () => {
    const file = join(cluster.directory, 'big');
    writeFileSync(file, 'x'.repeat(4 * 1024 * 1024));
    const huge = await cluster.tryKubectl(['create', 'configmap', 'huge', `--from-file=${file}`]);
    expect([huge.code, huge.stderr]).toEqual([
      1,
      'error: failed to create configmap: Request entity too large: limit is 3145728\n',
    ]);
    writeFileSync(file, 'x'.repeat(1024 * 1024 + 1));
    const large = await cluster.tryKubectl(['create', 'configmap', 'large', `--from-file=${file}`]);
    expect(large.code).toBe(1);
    expect(large.stderr).toContain('Too long: may not be more than 1048576 bytes');
    writeFileSync(file, 'x'.repeat(1024 * 1024 - 3));
    await cluster.kubectl('create', 'configmap', 'full', `--from-file=${file}`);
  });
});
