/** The schema engine compared with JSON.parse, on one core. */
import { readFileSync } from 'node:fs';
import { decodeJson, encodeJson } from '@kubets/machinery/json';
import { compileType, defaultsTable, typeTable } from '@kubets/schema';
import { compileCustomType, fromOpenAPI } from '@kubets/schema/custom';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

const facts = (name: string): Record<string, never> =>
  JSON.parse(readFileSync(new URL(`../packages/api/api/facts/${name}.json`, import.meta.url), 'utf8'));
/** An OpenAPI schema that matches the value: all fields are typed and required, lists are bounded. */
function schemaOf(value: unknown): object {
  if (Array.isArray(value)) return { type: 'array', maxItems: 100, items: schemaOf(value[0]) };
  if (value === null) return { type: 'string', nullable: true };
  if (typeof value !== 'object') return { type: typeof value === 'number' ? 'integer' : typeof value };
  const properties = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, schemaOf(each)]));
  return { type: 'object', properties };
}

const aims: Readonly<Record<string, number>> = { 'decode + default + validate Pod': 60_000 };

export function schemas(): readonly Row[] {
  const table = typeTable(facts('types').types as never);
  const pod = compileType('k8s.io/api/core/v1.Pod', table, defaultsTable(facts('defaults').defaults as never));
  const custom = compileCustomType(fromOpenAPI({ ...schemaOf(samplePod) }), table);
  const text = JSON.stringify(samplePod);
  const bytes = new TextEncoder().encode(text);
  const value = JSON.parse(text) as unknown;
  const canonical = pod.decode(value).value;
  const minimal = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
  };
  const tasks: readonly (readonly [string, () => unknown])[] = [
    ['decodeJson(bytes)', () => decodeJson(bytes)],
    ['decodeJson(bytes, duplicates)', () => decodeJson(bytes, { duplicates: true })],
    ['encodeJson', () => encodeJson(value)],
    ['decode Pod', () => pod.decode(value)],
    ['decode + default + validate Pod', () => pod.validate(pod.applyDefaults(pod.decode(value).value))],
    ['defaults of a canonical Pod', () => pod.applyDefaults(canonical)],
    ['decode + default a minimal Pod', () => pod.applyDefaults(pod.decode(minimal).value)],
    ['prune + validate as a custom resource', () => custom.validate(custom.decode(value).value)],
    ['validate as a custom resource', () => custom.validate(value)],
  ];
  const parse = callsPerSecond(() => JSON.parse(text));
  return tasks.map(([name, task]) => {
    const rate = callsPerSecond(task);
    const aim = aims[name];
    return {
      what: `schema, Pod of ${text.length} bytes: ${name}`,
      measured: `${(rate / parse).toFixed(2)}× JSON.parse (${rate.toFixed(0)}/s)`,
      aim: aim === undefined ? '' : `≥ ${aim}/s`,
      met: aim === undefined ? undefined : rate >= aim,
    };
  });
}
