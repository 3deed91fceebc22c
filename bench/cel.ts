/** Compilation and evaluation of CEL rules on one core, and time limits for hostile rules. */
import { CelCompileError, type CelEnvironment, celTypes, declaredType, kubernetesCel, listType } from '@kubets/cel';
import { fromOpenAPI } from '@kubets/schema/custom';
import { callsPerSecond, type Row } from './measure.ts';

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
/** Typical rules, for which there is a target. */
const aim = 300_000;
const typical = new Set(['two comparisons', 'immutable field', 'one of a list', 'optional field']);

function evaluations(environment: CelEnvironment): readonly Row[] {
  const variables = { self, oldSelf: self };
  return rules.map(([label, rule]) => {
    const program = environment.compile(rule);
    const outcome = program.evaluate(variables);
    if ('error' in outcome) throw new TypeError(`${rule}: ${outcome.error}`);
    const rate = callsPerSecond(() => program.evaluate(variables));
    const aimed = typical.has(label);
    return {
      what: `cel: evaluate, ${label}`,
      measured: `${rate.toFixed(0)}/s`,
      aim: aimed ? `≥ ${aim}/s` : '',
      met: aimed ? rate >= aim : undefined,
    };
  });
}

function compilations(environment: CelEnvironment): Row {
  let fresh = 0;
  const rate = callsPerSecond(() => {
    fresh += 1;
    return environment.compile(`self.spec.minReplicas <= self.spec.replicas && self.spec.replicas < ${fresh}`);
  });
  return { what: 'cel: compile a new rule', measured: `${rate.toFixed(0)}/s`, aim: '', met: undefined };
}

const numbers = Array.from({ length: 100_000 }, (_, index) => index);
const bigText = 'a'.repeat(3_000_000);
const nested = (levels: number): string =>
  levels === 0 ? '1' : `[1,2,3,4,5,6,7,8,9,10].map(x${levels}, ${nested(levels - 1)})`;
const hostile: readonly (readonly [string, string])[] = [
  ['exponential comprehensions', nested(12)],
  ['a string that doubles', `['aaaaaaaaaa']${'.map(x, x + x)'.repeat(60)}`],
  ['a pattern that backtracks', "bigText.substring(0, 20000).matches('(a|a)*b')"],
  ['nesting of 40,000', '('.repeat(40_000)],
  ['a literal of 1 MB', `'${'x'.repeat(1_000_000)}'`],
  ['large lists compared', 'numbers.all(x, dyn(numbers) == dyn(numbers))'],
];

/** CPU time of this thread in milliseconds until the rule is refused or exceeds its budget, the best of three. */
function timeToEnd(source: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const types = { numbers: listType(celTypes.int), bigText: celTypes.string };
    const environment = kubernetesCel({ variables: types });
    const before = process.threadCpuUsage();
    try {
      environment.compile(source).evaluate({ numbers, bigText });
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
    }
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

export function celRules(): readonly Row[] {
  const declared = declaredType(fromOpenAPI(schema), { name: 'Widget', root: true });
  if (declared === undefined) throw new TypeError('the schema declares no type');
  const environment = kubernetesCel({ variables: { self: declared, oldSelf: declared } });
  const endings = hostile.map(([label, source]): Row => {
    const took = timeToEnd(source);
    return { what: `cel: hostile, ${label}`, measured: `${took.toFixed(1)} ms`, aim: '≤ 50 ms', met: took <= 50 };
  });
  return [...evaluations(environment), compilations(environment), ...endings];
}
