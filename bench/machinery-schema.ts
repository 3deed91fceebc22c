/** How fast the schema engine is next to JSON.parse. Run: `node bench/machinery-schema.ts`. */
import { readFileSync } from 'node:fs';
import { compileType, decodeJson, defaultsTable, encodeJson, fromOpenAPI, typeTable } from '@kubets/machinery';
import { samplePod } from './sample-pod.ts';

const facts = (name: string): Record<string, never> =>
  JSON.parse(readFileSync(new URL(`../packages/api/facts/${name}.json`, import.meta.url), 'utf8'));
const table = typeTable(facts('types').types as never);
const defaults = defaultsTable(facts('defaults').defaults as never);
const pod = compileType('k8s.io/api/core/v1.Pod', table, defaults);

/** An OpenAPI schema that fits the value: every field typed and required, lists bounded. */
function schemaOf(value: unknown): object {
  if (Array.isArray(value)) return { type: 'array', maxItems: 100, items: schemaOf(value[0]) };
  if (value === null) return { type: 'string', nullable: true };
  if (typeof value !== 'object') return { type: typeof value === 'number' ? 'integer' : typeof value };
  const properties = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, schemaOf(each)]));
  return { type: 'object', properties };
}
const custom = compileType(fromOpenAPI({ ...schemaOf(samplePod) }), table);

/** Calls per second: the best of several short rounds. */
function rate(run: () => unknown): number {
  let best = 0;
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < 120) {
      for (let i = 0; i < 200; i++) run();
      calls += 200;
    }
    best = Math.max(best, (calls * 1000) / (performance.now() - start));
  }
  return best;
}

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
const parse = rate(() => JSON.parse(text));
const rows: readonly (readonly [string, number])[] = [
  ['JSON.parse', parse],
  ['decodeJson(bytes)', rate(() => decodeJson(bytes))],
  ['decodeJson(bytes, duplicates)', rate(() => decodeJson(bytes, { duplicates: true }))],
  ['encodeJson', rate(() => encodeJson(value))],
  ['decode Pod', rate(() => pod.decode(value))],
  ['decode + default + validate Pod', rate(() => pod.validate(pod.applyDefaults(pod.decode(value).value)))],
  ['defaults of a canonical Pod', rate(() => pod.applyDefaults(canonical))],
  ['decode + default a minimal Pod', rate(() => pod.applyDefaults(pod.decode(minimal).value))],
  ['prune + validate as a custom resource', rate(() => custom.validate(custom.decode(value).value))],
  ['validate as a custom resource', rate(() => custom.validate(value))],
];
console.log(`Pod of ${text.length} bytes, one core`);
for (const [name, perSecond] of rows) {
  console.log(
    `${name.padEnd(40)}${Math.round(perSecond).toLocaleString('en').padStart(12)}/s${(perSecond / parse).toFixed(2).padStart(8)} × JSON.parse`,
  );
}
