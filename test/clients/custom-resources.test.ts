/** kubectl with a custom resource: definition, objects, explain, columns, patches, subresources, deletion. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
beforeAll(() => cluster.up());
afterAll(() => cluster[Symbol.asyncDispose]());

const kubectl = (line: string): Promise<string> =>
  cluster.kubectl(...line.split(' ').map((word) => word.replaceAll('\u00a0', ' ')));
const apply = (object: object, ...flags: readonly string[]): Promise<string> =>
  cluster.kubectlWith(JSON.stringify(object), 'apply', '-f', '-', ...flags);
const tryApply = (object: object, ...flags: readonly string[]) =>
  cluster.tryKubectl(['apply', '-f', '-', ...flags], JSON.stringify(object));

const group = 'shop.example.com';

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `robots.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'robots', singular: 'robot', kind: 'Robot', shortNames: ['rb'], categories: ['machines'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Model', type: 'string', jsonPath: '.spec.model' },
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
        selectableFields: [{ jsonPath: '.spec.model' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A robot works in a shop.',
            properties: {
              spec: {
                type: 'object',
                required: ['model'],
                properties: {
                  model: { type: 'string', description: 'The model of the robot.', enum: ['arm', 'cart'] },
                  replicas: { type: 'integer', minimum: 0, default: 1 },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, size: { type: 'integer' } },
                    },
                  },
                },
                'x-kubernetes-validations': [
                  { rule: 'self.model == oldSelf.model', message: 'model is immutable', fieldPath: '.model' },
                ],
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

const robot = (name: string, spec: object) => ({
  apiVersion: `${group}/v1`,
  kind: 'Robot',
  metadata: { name, labels: { shop: 'main' } },
  spec,
});

beforeAll(async () => {
  await apply(definition);
  await kubectl(`wait --for=condition=Established crd/robots.${group} --timeout=10s`);
});

/** Commands in order. The output of each must match. */
const tour: readonly (readonly [string, RegExp])[] = [
  ['get robots', /^NAME +MODEL +REPLICAS +READY\na +arm +1 *\n$/],
  ['get rb -o wide', /^NAME +MODEL +REPLICAS +READY/],
  ['get machines', /^NAME +MODEL[\s\S]*\na +arm/],
  ['get robots.v1.shop.example.com a -o jsonpath={.spec.replicas}', /^1$/],
  ['get robots --field-selector spec.model=arm -o name', /^robot.shop.example.com\/a\n$/],
  ['get robots --field-selector spec.model=cart -o name', /^$/],
  ['get robots -l shop=main -A -o name', /^robot.shop.example.com\/a\n$/],
  ['api-resources --api-group=shop.example.com', /robots +rb +shop.example.com\/v1 +true +Robot/],
  ['describe robot a', /Name: +a[\s\S]*Model: +arm[\s\S]*Replicas: +1/],
  ['explain robots', /KIND: +Robot[\s\S]*A robot works in a shop.[\s\S]*metadata\t<ObjectMeta>/],
  ['explain robot.spec.model', /FIELD: model <string>[\s\S]*The model of the robot./],
  ['explain robot.spec.parts.name', /FIELD: name <string>/],
  ['scale robot/a --replicas=3', /scaled/],
  ['get robot a -o jsonpath={.spec.replicas}{.metadata.generation}', /^32$/],
  ['label robot a colour=red', /labeled/],
  ['annotate robot a note=x', /annotated/],
  ['patch robot a --type=merge -p {"spec":{"replicas":4}}', /patched/],
  ['patch robot a --type=json -p [{"op":"add","path":"/spec/parts","value":[{"name":"x","size":1}]}]', /patched/],
  [
    'patch robot a --subresource=status --type=merge -p {"status":{"conditions":[{"type":"Ready","status":"True"}]}}',
    /patched/,
  ],
  ['wait --for=condition=Ready robot/a --timeout=10s', /condition met/],
  ['get robots', /\na +arm +4 +True\n$/],
  ['auth can-i create robots.shop.example.com', /^yes/],
  ['delete robot a', /deleted/],
  ['get robots', /^$/],
];

it('kubectl handles the objects of a custom resource', async () => {
  expect(await apply(robot('a', { model: 'arm' }))).toMatch(/robot.shop.example.com\/a created/);
  for (const [line, expected] of tour) expect(await kubectl(line), line).toMatch(expected);
});

it('kubectl reports what the schema and its rules refuse', async () => {
  await apply(robot('b', { model: 'arm' }));
  expect((await tryApply(robot('b', { model: 'cart' }))).stderr).toContain(
    'spec.model: Invalid value: model is immutable',
  );
  expect((await tryApply(robot('c', { model: 'tank' }))).stderr).toContain(
    'spec.model: Unsupported value: "tank": supported values: "arm", "cart"',
  );
  expect((await tryApply(robot('c', { model: 'arm', other: 1 }))).stderr).toContain('unknown field "spec.other"');
  expect((await tryApply(robot('c', {}), '--validate=false')).stderr).toContain('spec.model: Required value');
  await kubectl('delete robot b');
});

it('kubectl applies on the server, with the owners of fields', async () => {
  const parts = (...names: string[]) => ({ model: 'arm', parts: names.map((name) => ({ name, size: 1 })) });
  await apply(robot('d', parts('left')), '--server-side', '--field-manager=one');
  await apply(robot('d', { ...parts('right') }), '--server-side', '--field-manager=two');
  expect(await kubectl('get robot d -o jsonpath={.spec.parts[*].name}')).toBe('left right');
  const other = { ...robot('d', { model: 'arm', replicas: 2 }) };
  await apply(other, '--server-side', '--field-manager=three');
  const conflicting = await tryApply(
    robot('d', { model: 'arm', replicas: 5 }),
    '--server-side',
    '--field-manager=four',
  );
  expect(conflicting.stderr).toContain('conflict with "three": .spec.replicas');
  expect(await apply(robot('d', { model: 'arm', replicas: 2 }), '--dry-run=server')).toMatch(/dry run/);
});

it('kubectl sees changes of the definition, and its end', async () => {
  const [version] = definition.spec.versions;
  const columns = [{ name: 'Size', type: 'integer', jsonPath: '.spec.replicas' }];
  await apply({
    ...definition,
    spec: { ...definition.spec, versions: [{ ...version, additionalPrinterColumns: columns }] },
  });
  const printed = async (): Promise<boolean> => /^NAME +SIZE\nd /.test(await kubectl('get robots'));
  await eventually(printed, 'the new column is printed');
  await kubectl(`delete crd robots.${group}`);
  // The first text if kubectl discovers the resources again.
  expect((await cluster.tryKubectl(['get', 'robots'])).stderr).toMatch(
    /doesn't have a resource type "robots"|could not find the requested resource/,
  );
});
