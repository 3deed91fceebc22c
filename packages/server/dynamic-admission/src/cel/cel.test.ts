/** Expressions about a write: their variables, budgets and match conditions. */
import type { Namespace } from '@kubets/api';
import { AdmissionExpressions, type CompiledExpression } from '@kubets/api/admission-expressions';
import type { AdmissionAttributes } from '@kubets/apiserver/admission';
import { type AuthorizationAttributes, type Authorizer, alwaysAllow } from '@kubets/apiserver/authorization';
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import { versionOf, writeOf } from '../testing.ts';
import {
  Budget,
  compileMatchConditions,
  type ExpressionHost,
  matchConditions,
  policyBudget,
  WriteExpressions,
} from './index.ts';

const host: ExpressionHost = { authorizer: alwaysAllow, monotonic: () => 0 };
const scope = { params: true, authorizer: true };

async function variablesOf(expressions: AdmissionExpressions, sources: Readonly<Record<string, string>>) {
  const variables = new Map<string, CompiledExpression>();
  for (const [name, source] of Object.entries(sources)) {
    variables.set(name, await expressions.compileVariable(name, source, scope));
  }
  return variables;
}

interface Given {
  readonly write?: AdmissionAttributes;
  readonly variables?: Readonly<Record<string, string>>;
  readonly params?: KubeObject;
  readonly namespace?: Namespace;
  readonly host?: ExpressionHost;
  readonly budget?: number;
}

/** The values of expressions, or their errors. */
async function outcomes(sources: readonly string[], given: Given = {}) {
  const write = given.write ?? writeOf();
  const expressions = new AdmissionExpressions({ variables: true });
  const variables = await variablesOf(expressions, given.variables ?? {});
  const shared = new WriteExpressions(write, given.host ?? host);
  const evaluation = shared.evaluation({
    version: write.version,
    ...(await shared.objects(write.version)),
    params: given.params,
    namespace: given.namespace,
    variables,
  });
  const budget = new Budget(given.budget ?? policyBudget);
  const found: unknown[] = [];
  for (const source of sources) {
    const outcome = await evaluation.evaluate(await expressions.compile(source, 'any', scope), budget);
    found.push('error' in outcome ? outcome.error : outcome.value);
  }
  return { found, left: budget.left };
}

const value = async (source: string, given: Given = {}) => (await outcomes([source], given)).found[0];

describe('an expression reads', () => {
  const object = { metadata: { name: 'web', labels: { app: 'web' } }, spec: { replicas: 3 } } as KubeObject;
  const namespace = { metadata: { name: 'shop', labels: { team: 'a' }, managedFields: [] } };

  it.each<[string, Given, unknown]>([
    ['object.spec.replicas', { write: writeOf({ object }) }, 3n],
    ['oldObject == null', { write: writeOf({ object }) }, true],
    [
      'object == null && oldObject.spec.replicas == 3',
      { write: writeOf({ operation: 'DELETE', oldObject: object }) },
      true,
    ],
    ['request.kind.kind + request.resource.resource + request.requestKind.version', {}, 'Deploymentdeploymentsv1'],
    ['request.operation + request.name + request.namespace + request.userInfo.username', {}, 'CREATEwebshopann'],
    ['has(request.subResource) || has(request.userInfo.uid) || request.dryRun', {}, false],
    ['request.subResource', {}, "expression 'request.subResource' resulted in error: no such key: subResource"],
    ['request.options.kind', {}, 'CreateOptions'],
    ['params == null', {}, true],
    ['params.data.limit', { params: { data: { limit: '5' } } as KubeObject }, '5'],
    ['namespaceObject == null', {}, true],
    ['namespaceObject.metadata.labels["team"]', { namespace }, 'a'],
  ])('%s', async (source, given, expected) => expect(await value(source, given)).toEqual(expected));

  it('objects in the version that the rules match', async () => {
    const matched = versionOf(
      { group: 'apps', version: 'v1beta1', kind: 'Deployment', plural: 'deployments', namespaced: true },
      { fromRequest: async (each) => ({ ...each, spec: { converted: true } }) as KubeObject },
    );
    const write = writeOf({ object });
    const shared = new WriteExpressions(write, host);
    const objects = await shared.objects(matched);
    expect(objects).toEqual({ object: { ...object, spec: { converted: true } }, oldObject: undefined });
    expect(await shared.objects(matched)).toBe(objects);
    const compiled = await new AdmissionExpressions().compile(
      'request.resource.version + " " + request.requestResource.version',
      'any',
      scope,
    );
    const outcome = await shared.evaluation({ version: matched, ...objects }).evaluate(compiled, new Budget(1_000));
    expect(outcome).toEqual({ value: 'v1beta1 v1' });
  });
});

describe('the authorizer', () => {
  const asked: [user: string, AuthorizationAttributes][] = [];
  const authorizer: Authorizer = {
    async authorize(user, attributes) {
      asked.push([user.name, attributes]);
      if (attributes.verb === 'fail') throw new TypeError('no answer');
      return { decision: attributes.verb === 'create' ? 'allow' : 'noOpinion', reason: 'because' };
    },
  };
  const given = { host: { ...host, authorizer } };

  it('is asked once for each check of a write', async () => {
    asked.length = 0;
    const check = 'authorizer.requestResource.check("create").allowed()';
    expect((await outcomes([check, check], given)).found).toEqual([true, true]);
    expect(asked).toEqual([
      [
        'ann',
        expect.objectContaining({
          group: 'apps',
          version: '*',
          resource: 'deployments',
          namespace: 'shop',
          name: 'web',
        }),
      ],
    ]);
  });

  it('is asked for service accounts and paths', async () => {
    asked.length = 0;
    expect(
      await value('authorizer.serviceAccount("shop", "robot").path("/healthz").check("get").reason()', given),
    ).toBe('because');
    expect(asked[0]).toMatchObject([
      'system:serviceaccount:shop:robot',
      { isResourceRequest: false, path: '/healthz' },
    ]);
  });

  it('reports its errors to the expression', async () => {
    expect(await value('authorizer.path("/a").check("fail").error()', given)).toBe('no answer');
  });
});

describe('variables', () => {
  it('are evaluated once, when they are first read', async () => {
    const variables = { heavy: 'lists.range(100).map(x, x * 2).size()', unused: '1 / 0 == 1' };
    const once = await outcomes(['variables.heavy == 100'], { variables });
    const twice = await outcomes(['variables.heavy == 100', 'variables.heavy == 100'], { variables });
    expect(once.found).toEqual([true]);
    const [first, second] = [policyBudget - once.left, once.left - twice.left];
    expect(second).toBeLessThan(first / 10);
  });

  it('report their errors where they are read', async () => {
    const variables = {
      broken: 'nothing',
      failing: '1 / int(object.metadata.zero)',
      composed: 'variables.failing + 1',
    };
    const write = writeOf({ object: { metadata: { zero: 0 } } as unknown as KubeObject });
    const { found } = await outcomes(['variables.broken', 'variables.composed', 'true || variables.failing == 1'], {
      variables,
      write,
    });
    expect(found).toEqual([
      expect.stringContaining('composited variable "broken" fails to compile: compilation failed: ERROR'),
      `expression 'variables.composed' resulted in error: composited variable "composed" fails to evaluate: composited variable "failing" fails to evaluate: division by zero`,
      true,
    ]);
  });

  it('wait for the next turn if the current one has lasted long', async () => {
    let now = 0;
    let turns = 0;
    const monotonic = (): number => {
      now += 4;
      return now;
    };
    const waiting = outcomes(['variables.a + variables.b + variables.c'], {
      variables: { a: '1', b: '2', c: 'variables.a + variables.b' },
      host: { ...host, monotonic },
    });
    let done = false;
    void waiting.then(() => {
      done = true;
    });
    while (!done) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await waiting).found).toEqual([6n]);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('the budget', () => {
  it('includes the variables, and ends the evaluation', async () => {
    const variables = { heavy: 'lists.range(10000).all(x, x >= 0)' };
    await expect(outcomes(['variables.heavy'], { variables, budget: 1_000 })).rejects.toThrow(
      'validation failed due to running out of cost budget, no further validation rules will be run',
    );
    await expect(outcomes(['lists.range(10000).all(x, x >= 0)'], { budget: 1_000 })).rejects.toThrow('budget');
  });

  it('is not exceeded by one expression, which has a limit of its own', async () => {
    const source = 'lists.range(10000).all(x, lists.range(10000).all(y, true))';
    expect(await value(source)).toBe(
      `expression '${source}' resulted in error: operation cancelled: actual cost limit exceeded`,
    );
  });
});

describe('matchConditions', () => {
  const matched = async (conditions: Readonly<Record<string, string>>, failurePolicy: string) => {
    const sources = Object.entries(conditions).map(([name, expression]) => ({ name, expression }));
    const compiled = await compileMatchConditions(sources);
    const write = writeOf({ object: { metadata: { name: 'web' } } });
    const evaluation = new WriteExpressions(write, host).evaluation({
      version: write.version,
      object: write.object,
      oldObject: undefined,
    });
    return matchConditions(compiled, evaluation, failurePolicy);
  };
  const failing = 'object.spec.x == 1';
  const error = `expression '${failing}' resulted in error: no such key: spec`;

  it.each<[string, Readonly<Record<string, string>>, string, unknown]>([
    ['without conditions', {}, 'Fail', { matches: true }],
    ['with conditions that are true', { a: 'true', b: 'object.metadata.name == "web"' }, 'Fail', { matches: true }],
    ['with one that is false', { a: 'true', b: 'false', c: 'false' }, 'Fail', { matches: false, condition: 'b' }],
    [
      'with one that fails before one that is false',
      { a: failing, b: 'false' },
      'Fail',
      { matches: false, condition: 'b' },
    ],
    ['with one that fails', { a: failing, b: 'true' }, 'Fail', { error }],
    ['with one that fails, ignored', { a: failing }, 'Ignore', { matches: false }],
    ['with the same error twice', { a: failing, b: failing }, 'Fail', { error }],
    [
      'with one that has no type',
      { a: 'object' },
      'Fail',
      { error: 'compilation error: must evaluate to bool but got dyn' },
    ],
  ])('%s', async (_, conditions, policy, expected) => expect(await matched(conditions, policy)).toEqual(expected));

  it('have a smaller budget together', async () => {
    const heavy = 'lists.range(200000).all(x, x >= 0)';
    const conditions = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`c${index}`, heavy]));
    expect(await matched(conditions, 'Fail')).toEqual({ error: expect.stringContaining('running out of cost budget') });
    expect(await matched(conditions, 'Ignore')).toEqual({ matches: false });
  });
});
