/** Which expressions of policies compile, and upstream's errors for the others. */
import { describe, expect, it } from 'vitest';
import { AdmissionExpressions, type ExpressionResult, type ExpressionScope } from './index.ts';

const all: ExpressionScope = { params: true, authorizer: true, patches: true };

async function problemOf(source: string, result: ExpressionResult, scope: ExpressionScope = all): Promise<string> {
  const compiled = await new AdmissionExpressions({ variables: true }).compile(source, result, scope);
  return 'error' in compiled ? compiled.error : '';
}

describe('an expression compiles', () => {
  it.each<[string, ExpressionResult]>([
    ['object.spec.replicas <= params.maxReplicas', 'bool'],
    ['oldObject == null && request.operation == "CREATE" && request.namespace != ""', 'bool'],
    ['request.userInfo.groups.exists(g, g == "a") && request.userInfo.extra["k"].size() > 0', 'bool'],
    ['namespaceObject.metadata.labels["a"] == "b" && namespaceObject.metadata.namespace == ""', 'bool'],
    ['authorizer.requestResource.check("create").allowed()', 'bool'],
    ['authorizer.group("apps").resource("deployments").check("get").allowed()', 'bool'],
    ['"replicas: " + string(object.spec.replicas)', 'string'],
    ['null', 'stringOrNull'],
    ['request', 'any'],
    ['Object{spec: Object.spec{replicas: 3}}', 'applyConfiguration'],
    ['[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/b"), value: "c"}]', 'jsonPatch'],
    ['object.spec.replicas > 1 ? [JSONPatch{op: "remove", path: "/spec"}] : []', 'jsonPatch'],
  ])('%s', async (source, result) => expect(await problemOf(source, result)).toBe(''));
});

describe('an expression is refused', () => {
  it.each<[string, ExpressionResult, string]>([
    ['object.spec.replicas', 'bool', 'must evaluate to bool but got dyn'],
    ['1', 'stringOrNull', 'must evaluate to one of [string null_type] but got int'],
    ['{"a": duration("1s")}', 'string', 'must evaluate to string but got map(string, google.protobuf.Duration)'],
    ['Object.spec{}', 'applyConfiguration', 'must evaluate to Object but got Object.spec'],
    ['[1]', 'jsonPatch', 'must evaluate to list(JSONPatch) but got list(int)'],
    [
      'request.object == null',
      'bool',
      "compilation failed: ERROR: <input>:1:8: undefined field 'object'\n | request.object == null\n | .......^",
    ],
    [
      'variables.a == 1',
      'bool',
      "compilation failed: ERROR: <input>:1:10: undefined field 'a'\n | variables.a == 1\n | .........^",
    ],
    ['int("x") == 1', 'bool', "program instantiation failed: type conversion error from 'string' to 'int'"],
  ])('%s', async (source, result, expected) => expect(await problemOf(source, result)).toBe(expected));

  it.each([
    ['params == null', { params: false, authorizer: true }, "undeclared reference to 'params'"],
    [
      'authorizer.path("/").check("get").allowed()',
      { params: true, authorizer: false },
      "undeclared reference to 'authorizer'",
    ],
    ['Object{} != null', { params: true, authorizer: true }, "undeclared reference to 'Object'"],
    ['jsonpatch.escapeKey("") == ""', { params: true, authorizer: true }, "undeclared reference to 'jsonpatch'"],
  ])('%s, out of its scope', async (source, scope, expected) =>
    expect(await problemOf(source, 'bool', scope)).toContain(expected),
  );
});

describe('variables', () => {
  it('can be read after their declaration, with the type of their expression', async () => {
    const expressions = new AdmissionExpressions({ variables: true });
    const early = await expressions.compile('variables.names.size() == 1', 'bool', all);
    expect('error' in early && early.error).toContain("undefined field 'names'");
    await expressions.compileVariable('names', '["a", "b"]', all);
    await expressions.compileVariable('first', 'variables.names[0]', all);
    const late = await expressions.compile('variables.first', 'string', all);
    expect('program' in late).toBe(true);
    const wrong = await expressions.compile('variables.names.exists(n, n == 1)', 'bool', all);
    expect('error' in wrong && wrong.error).toContain(
      "found no matching overload for '_==_' applied to '(string, int)'",
    );
  });

  it('have no type if their expression has errors or is an object', async () => {
    const expressions = new AdmissionExpressions({ variables: true });
    await expressions.compileVariable('broken', 'nothing', all);
    await expressions.compileVariable('object', 'request', all);
    const compiled = await expressions.compile('variables.broken == 1 && variables.object.any == "x"', 'bool', all);
    expect(compiled).toHaveProperty('program');
  });
});
