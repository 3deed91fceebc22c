/** CustomResourceDefinitions with schemas of about a megabyte. */
import { creation, type HeavyRequest, object } from './heavy-request.testing.ts';

const fields = 200;

/** `leaves` properties in each of 200 objects. */
function schema(leaves: number, leaf: (i: number) => object, root: object = {}): object {
  const named = <T>(count: number, prefix: string, each: (i: number) => T): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, each(i)]));
  const group = (k: number): object => ({
    type: 'object',
    properties: named(leaves, 'leaf', (i) => leaf(k * leaves + i)),
  });
  return {
    type: 'object',
    ...root,
    properties: { spec: { type: 'object', properties: named(fields, 'group', group) } },
  };
}

function definition(name: string, plural: string, openAPIV3Schema: object): HeavyRequest {
  const spec = {
    group: 'stall.example.com',
    scope: 'Namespaced',
    names: { plural, kind: plural },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
  };
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const rest = `"spec":${JSON.stringify(spec)}`;
  const text = (): string =>
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.stall.example.com`, rest);
  return creation(`a definition with ${name}`, path, text);
}

export const heavyDefinitions: readonly HeavyRequest[] = [
  definition(
    '10,000 fields with patterns',
    'patterns',
    schema(50, (i) => ({ type: 'string', pattern: `^[a-z]{1,${(i % 50) + 1}}$` })),
  ),
  definition(
    '10,000 fields with defaults',
    'defaults',
    schema(50, (i) => ({ type: 'string', maxLength: 20, default: `a${i}` })),
  ),
  definition(
    '3,000 fields with rules',
    'rules',
    schema(15, (i) => ({
      type: 'string',
      maxLength: 20,
      'x-kubernetes-validations': [{ rule: `self.size() < ${i + 30}` }],
    })),
  ),
  definition(
    '10,000 fields below a rule',
    'below',
    schema(50, () => ({ type: 'string', maxLength: 20 }), { 'x-kubernetes-validations': [{ rule: 'has(self.spec)' }] }),
  ),
];
