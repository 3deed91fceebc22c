/** How fast rules are checked and evaluated, and that hostile ones end. Run: `node bench/machinery-cel.ts`. */
import { declaredType, fromOpenAPI, kubernetesCel } from '@kubets/machinery';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        minReplicas: { type: 'integer' },
        maxReplicas: { type: 'integer' },
        mode: { type: 'string', maxLength: 32 },
        hosts: { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 253 } },
        limits: { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 32 } },
      },
    },
  },
};
const self = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    minReplicas: 1,
    maxReplicas: 5,
    mode: 'Standard',
    hosts: ['a.example.com', 'b.example.com', 'c.example.com'],
    limits: { cpu: '500m', memory: '1Gi' },
  },
};
const declared = declaredType(fromOpenAPI(schema), { name: 'Widget', root: true });
if (declared === undefined) process.exit(1);
const environment = kubernetesCel({
  variables: { self: declared, oldSelf: declared },
});
const variables = { self, oldSelf: self };

/** Calls per second: the best of several short rounds. */
function rate(run: () => unknown): number {
  let best = 0;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < 80) {
      for (let i = 0; i < 100; i++) run();
      calls += 100;
    }
    best = Math.max(best, (calls * 1000) / (performance.now() - start));
  }
  return best;
}

const rules: readonly (readonly [string, string])[] = [
  ['two comparisons', 'self.spec.minReplicas <= self.spec.replicas && self.spec.replicas <= self.spec.maxReplicas'],
  ['immutable field', 'self.spec.mode == oldSelf.spec.mode'],
  ['one of a list', "self.spec.mode in ['Standard', 'Fast', 'Slow']"],
  ['optional field', "!has(self.spec.mode) || self.spec.mode.startsWith('St')"],
  ['every host', "self.spec.hosts.all(host, host.endsWith('.example.com') && host.size() < 100)"],
  ['quantity', "quantity(self.spec.limits['memory']).isLessThan(quantity('2Gi'))"],
  ['pattern', "self.spec.hosts.all(host, host.matches('^[a-z0-9.-]+$'))"],
  ['message', "'replicas is %d, at most %d'.format([self.spec.replicas, self.spec.maxReplicas])"],
];
for (const [label, rule] of rules) {
  const program = environment.compile(rule);
  const outcome = program.evaluate(variables);
  if ('error' in outcome) throw new TypeError(`${rule}: ${outcome.error}`);
  const perSecond = rate(() => program.evaluate(variables));
  console.log(`evaluate: ${label.padEnd(20)}${Math.round(perSecond).toLocaleString('en').padStart(12)}/s`);
}
let fresh = 0;
const compiled = rate(() => {
  fresh += 1;
  return environment.compile(`self.spec.minReplicas <= self.spec.replicas && self.spec.replicas < ${fresh}`);
});
console.log(`compile: a new rule             ${Math.round(compiled).toLocaleString('en').padStart(12)}/s`);
