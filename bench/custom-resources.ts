/** Validation of a custom resource of 10 KB by its schema and 20 CEL rules, compared with parsing it as JSON. */
import type { RuleSubject } from '@kubets/api';
import { compileSchema } from '../packages/server/apiextensions/src/schema/compile-schema.ts';
import { callsPerSecond, type Row } from './measure.ts';

const text = { type: 'string', maxLength: 64 };
const item = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { ...text, pattern: '^[a-z0-9-]+$' },
    size: { type: 'integer', minimum: 0 },
    tags: { type: 'array', maxItems: 10, items: text },
  },
};
const rules = Array.from({ length: 10 }, (_, index) => [
  { rule: `self.replicas >= ${index} || self.mode == "m${index}"` },
  { rule: `self.names.size() > ${index} && self.mode != "x${index}"` },
]).flat();
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['replicas'],
      properties: {
        replicas: { type: 'integer' },
        mode: text,
        names: { type: 'array', maxItems: 100, items: text },
        items: { type: 'array', maxItems: 500, items: item },
      },
      'x-kubernetes-validations': rules,
    },
  },
};
const object = {
  apiVersion: 'example.com/v1',
  kind: 'Gadget',
  metadata: { name: 'gadget' },
  spec: {
    replicas: 20,
    mode: 'standard',
    names: Array.from({ length: 20 }, (_, index) => `name-${index}`),
    items: Array.from({ length: 130 }, (_, index) => ({
      name: `item-number-${index}`,
      size: index,
      tags: ['alpha', 'beta', 'gamma', 'delta'],
    })),
  },
};

const aim = 5_000;

export async function customResources(): Promise<readonly Row[]> {
  const { type, ruleErrors } = await compileSchema(schema);
  const validate = (): number => {
    const found = type.validate(object);
    const broken = ruleErrors({ object, old: undefined, found, warn: () => undefined } as RuleSubject);
    if (broken instanceof Promise || found.length + broken.length > 0) throw new TypeError('the object must be valid');
    return 0;
  };
  const json = JSON.stringify(object);
  const rate = callsPerSecond(validate);
  const parsed = callsPerSecond(() => JSON.parse(json));
  return [
    {
      what: `custom resources: validate ${(json.length / 1000).toFixed(0)} KB with ${rules.length} CEL rules`,
      measured: `${rate.toFixed(0)}/s, ${(parsed / rate).toFixed(1)}× JSON.parse`,
      aim: `≥ ${aim}/s`,
      met: rate >= aim,
    },
  ];
}
