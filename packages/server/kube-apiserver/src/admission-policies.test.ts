/** Admission policies of a cluster, through its API. */
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

type Fields = Readonly<Record<string, unknown>>;

const group = '/apis/admissionregistration.k8s.io/v1';
const rule = (resources: readonly string[], operations = ['CREATE', 'UPDATE']) => ({
  apiGroups: ['*'],
  apiVersions: ['*'],
  operations,
  resources,
});

async function create(cluster: TestCluster, path: string, body: unknown): Promise<void> {
  const answer = await cluster.call(`POST ${path}`, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ code: 201 });
}

async function validating(cluster: TestCluster, name: string, spec: Fields, binding: Fields = {}): Promise<void> {
  const matchConstraints = { resourceRules: [rule(['configmaps'])] };
  await create(cluster, `${group}/validatingadmissionpolicies`, {
    metadata: { name },
    spec: { matchConstraints, ...spec },
  });
  await create(cluster, `${group}/validatingadmissionpolicybindings`, {
    metadata: { name: `${name}-binding` },
    spec: { policyName: name, validationActions: ['Deny'], ...binding },
  });
}

async function mutating(cluster: TestCluster, name: string, spec: Fields, binding: Fields = {}): Promise<void> {
  const matchConstraints = { resourceRules: [rule(['configmaps'])] };
  await create(cluster, `${group}/mutatingadmissionpolicies`, {
    metadata: { name },
    spec: { matchConstraints, reinvocationPolicy: 'Never', ...spec },
  });
  await create(cluster, `${group}/mutatingadmissionpolicybindings`, {
    metadata: { name: `${name}-binding` },
    spec: { policyName: name, ...binding },
  });
}

const maps = '/api/v1/namespaces/default/configmaps';
const map = (name: string, data: Fields = {}) => ({ metadata: { name }, data });

describe('a validating policy', () => {
  it("refuses what its validations refuse, with upstream's status", async () => {
    await using cluster = await testCluster();
    await validating(cluster, 'limit', {
      validations: [
        { expression: 'object.data.size() < 2', message: 'at most one entry' },
        {
          expression: '!has(object.data.secret)',
          reason: 'Forbidden',
          messageExpression: '"no " + object.data.secret',
        },
      ],
    });
    expect(await cluster.call(`POST ${maps}`, map('fine', { a: '1' }))).toMatchObject({ code: 201 });
    const message =
      "configmaps \"two\" is forbidden: ValidatingAdmissionPolicy 'limit' with binding 'limit-binding' denied request: at most one entry";
    expect(await cluster.call(`POST ${maps}`, map('two', { a: '1', b: '2' }))).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        code: 422,
        message,
        details: {
          name: 'two',
          kind: 'configmaps',
          causes: [
            {
              message:
                "ValidatingAdmissionPolicy 'limit' with binding 'limit-binding' denied request: at most one entry",
            },
          ],
        },
      },
    });
    expect(await cluster.call(`POST ${maps}`, map('forbidden', { secret: 'x' }))).toMatchObject({
      code: 403,
      body: { reason: 'Forbidden', message: expect.stringContaining('denied request: no x') },
    });
  });

  it('warns and audits instead, if its binding says so', async () => {
    await using cluster = await testCluster();
    await validating(
      cluster,
      'warn',
      { validations: [{ expression: 'false' }] },
      { validationActions: ['Warn', 'Audit'] },
    );
    const answer = await cluster.answer(`POST ${maps}`, { body: map('warned') });
    expect(answer).toMatchObject({
      status: 201,
      warnings: [
        "Validation failed for ValidatingAdmissionPolicy 'warn' with binding 'warn-binding': failed expression: false",
      ],
    });
  });

  it.each([
    [
      'Fail',
      422,
      "ValidatingAdmissionPolicy 'broken' with binding 'broken-binding' denied request: expression 'object.data.missing == \"x\"' resulted in error: no such key: missing",
    ],
    ['Ignore', 201, undefined],
  ])('treats errors as its failure policy %s says', async (failurePolicy, code, message) => {
    await using cluster = await testCluster();
    await validating(cluster, 'broken', { failurePolicy, validations: [{ expression: 'object.data.missing == "x"' }] });
    const answer = await cluster.call(`POST ${maps}`, map('a', { b: '1' }));
    expect(answer.code).toBe(code);
    if (message !== undefined) expect(answer.body.message).toBe(`configmaps "a" is forbidden: ${message}`);
  });

  it('evaluates each of its parameters', async () => {
    await using cluster = await testCluster();
    const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
    const spec = {
      paramKind,
      matchConstraints: { resourceRules: [rule(['secrets'])] },
      validations: [
        {
          expression: 'object.metadata.name.startsWith(params.data.prefix)',
          messageExpression: '"must start with " + params.data.prefix',
        },
      ],
    };
    const selector = { matchLabels: { use: 'prefix' } };
    await validating(cluster, 'prefix', spec, { paramRef: { selector, parameterNotFoundAction: 'Deny' } });
    const secrets = '/api/v1/namespaces/default/secrets';
    const secret = (name: string) => ({ metadata: { name } });
    const denied = "ValidatingAdmissionPolicy 'prefix' with binding 'prefix-binding' denied request";
    expect((await cluster.call(`POST ${secrets}`, secret('web'))).body.message).toBe(
      `secrets "web" is forbidden: ${denied}: failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    );
    for (const prefix of ['w', 'we', 'x']) {
      await create(cluster, maps, { metadata: { name: prefix, labels: { use: 'prefix' } }, data: { prefix } });
    }
    expect((await cluster.call(`POST ${secrets}`, secret('web'))).body.message).toContain('must start with x');
    await cluster.call(`DELETE ${maps}/x`);
    expect(await cluster.call(`POST ${secrets}`, secret('web'))).toMatchObject({ code: 201 });
    expect((await cluster.call('POST /api/v1/namespaces/kube-system/secrets', secret('web'))).code).toBe(422);
  });

  it('without its kind of parameters, is misconfigured', async () => {
    await using cluster = await testCluster();
    await validating(cluster, 'lost', {
      paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' },
      validations: [{ expression: 'true' }],
    });
    expect((await cluster.call(`POST ${maps}`, map('a'))).body.message).toBe(
      "configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'lost' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'",
    );
  });

  it('sees deletions, subresources and connections', async () => {
    await using cluster = await testCluster();
    await validating(cluster, 'delete', {
      matchConstraints: { resourceRules: [rule(['configmaps'], ['DELETE'])] },
      validations: [{ expression: 'object == null && !("keep" in oldObject.metadata.labels)' }],
    });
    await create(cluster, maps, { metadata: { name: 'kept', labels: { keep: '' } } });
    await create(cluster, maps, { metadata: { name: 'other', labels: { a: '' } } });
    expect((await cluster.call(`DELETE ${maps}/kept`)).code).toBe(422);
    expect((await cluster.call(`DELETE ${maps}/other`)).code).toBe(200);
    await validating(cluster, 'scale', {
      matchConstraints: { resourceRules: [rule(['deployments/scale'])] },
      validations: [
        { expression: 'object.spec.replicas <= 2 && request.subResource == "scale" && object.kind == "Scale"' },
      ],
    });
    const template = {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    const deployment = { metadata: { name: 'web' }, spec: { selector: { matchLabels: { a: 'b' } }, template } };
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await create(cluster, deployments, deployment);
    const patch = (replicas: number) =>
      cluster.call(
        `PATCH ${deployments}/web/scale`,
        { spec: { replicas } },
        { headers: { 'content-type': 'application/merge-patch+json' } },
      );
    expect((await patch(3)).code).toBe(422);
    expect((await patch(2)).code).toBe(200);
  });

  it('uses variables, match conditions, the namespace and the authorizer', async () => {
    await using cluster = await testCluster();
    await validating(cluster, 'all', {
      matchConditions: [{ name: 'not-exempt', expression: '!object.metadata.name.startsWith("exempt")' }],
      variables: [
        { name: 'team', expression: 'namespaceObject.metadata.labels["kubernetes.io/metadata.name"]' },
        { name: 'trusted', expression: 'authorizer.group("").resource("nodes").check("delete").allowed()' },
      ],
      validations: [{ expression: 'variables.team == "default" && !variables.trusted', message: 'as admin' }],
    });
    const admin = await cluster.call(`POST ${maps}`, map('a'));
    expect(admin.body.message).toContain('as admin');
    expect((await cluster.call(`POST ${maps}`, map('exempt-a'))).code).toBe(201);
  });

  it('applies at once when it changes, and not to policies', async () => {
    await using cluster = await testCluster();
    await validating(cluster, 'never', {
      matchConstraints: { resourceRules: [rule(['*'], ['*'])] },
      validations: [{ expression: 'false' }],
    });
    expect((await cluster.call(`POST ${maps}`, map('a'))).code).toBe(422);
    const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect(
      (await cluster.call(`POST ${reviews}`, { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } })).code,
    ).toBe(201);
    expect((await cluster.call(`DELETE ${group}/validatingadmissionpolicybindings/never-binding`)).code).toBe(200);
    expect((await cluster.call(`POST ${maps}`, map('a'))).code).toBe(201);
  });
});

describe('a mutating policy', () => {
  it('merges an apply configuration', async () => {
    await using cluster = await testCluster();
    await create(cluster, '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    await mutating(cluster, 'sidecar', {
      matchConstraints: { resourceRules: [rule(['pods'])] },
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: {
            expression:
              'Object{metadata: Object.metadata{labels: {"injected": object.metadata.name}}, spec: Object.spec{initContainers: [Object.spec.initContainers{name: "mesh", image: "mesh:1", restartPolicy: "Always"}]}}',
          },
        },
      ],
    });
    const pod = {
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    const { body } = await cluster.call('POST /api/v1/namespaces/default/pods', pod);
    expect(body.metadata?.labels).toEqual({ app: 'web', injected: 'web' });
    expect(body).toMatchObject({
      spec: {
        containers: [{ name: 'c' }],
        initContainers: [{ name: 'mesh', restartPolicy: 'Always', imagePullPolicy: 'IfNotPresent' }],
      },
    });
  });

  it('applies a JSON patch, after tests', async () => {
    await using cluster = await testCluster();
    const patch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
    await mutating(cluster, 'patch', {
      mutations: [
        patch(
          '[JSONPatch{op: "test", path: "/data/mode", value: "auto"}, JSONPatch{op: "add", path: "/data/" + jsonpatch.escapeKey("a/b"), value: string(object.data.size())}]',
        ),
        patch('has(object.data.c) ? [JSONPatch{op: "move", from: "/data/c", path: "/data/d"}] : []'),
      ],
    });
    const data = async (given: Fields) => (await cluster.call(`POST ${maps}?dryRun=All`, map('x', given))).body.data;
    expect(await data({ mode: 'manual', c: '1' })).toEqual({ mode: 'manual', d: '1' });
  });

  it.each([
    [
      'no schema',
      'ApplyConfiguration',
      'Object{colour: "red"}',
      "policy 'bad' with binding 'bad-binding' denied request: error applying patch: failed to convert patch object to typed object: .colour: field not declared in schema",
    ],
    [
      'a wrong name of a type',
      'ApplyConfiguration',
      'Object{metadata: Object.spec{name: "x"}}',
      'policy \'bad\' with binding \'bad-binding\' denied request: type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type',
    ],
    [
      'an error',
      'ApplyConfiguration',
      'Object{data: {"a": object.data.missing}}',
      "policy 'bad' with binding 'bad-binding' denied request: expression 'Object{data: {\"a\": object.data.missing}}' resulted in error: no such key: missing",
    ],
    [
      'an operation that does not apply',
      'JSONPatch',
      '[JSONPatch{op: "remove", path: "/data/missing"}]',
      "policy 'bad' with binding 'bad-binding' denied request: JSON Patch: error in remove for path: '/data/missing': Unable to remove nonexistent key: missing: missing value",
    ],
    [
      'an unknown field',
      'JSONPatch',
      '[JSONPatch{op: "add", path: "/colour", value: "red"}]',
      'Internal error occurred: strict decoding error: unknown field "colour"',
    ],
  ])('with %s refuses the write', async (_, patchType, expression, message) => {
    await using cluster = await testCluster();
    const own = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration';
    await mutating(cluster, 'bad', { mutations: [{ patchType, [own]: { expression } }] });
    expect((await cluster.call(`POST ${maps}`, map('a', { b: '1' }))).body.message).toBe(message);
  });

  it('is ignored with an error and the failure policy Ignore', async () => {
    await using cluster = await testCluster();
    const mutations = [
      {
        patchType: 'ApplyConfiguration',
        applyConfiguration: { expression: 'Object{data: {"a": object.data.missing}}' },
      },
      { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{data: {"b": "2"}}' } },
    ];
    await mutating(cluster, 'ignored', { failurePolicy: 'Ignore', mutations });
    expect((await cluster.call(`POST ${maps}`, map('a', { c: '1' }))).body.data).toEqual({ b: '2', c: '1' });
  });

  it('runs again after a later one if it says so', async () => {
    await using cluster = await testCluster();
    const count = (key: string, reinvocationPolicy: string) => ({
      reinvocationPolicy,
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: `Object{data: {"${key}": string(object.data.size())}}` },
        },
      ],
    });
    await mutating(cluster, 'a', count('a', 'IfNeeded'));
    await mutating(cluster, 'b', count('b', 'Never'));
    expect((await cluster.call(`POST ${maps}`, map('x', { x: '' }))).body.data).toEqual({ a: '3', b: '2', x: '' });
  });

  it('has its result validated by validating policies', async () => {
    await using cluster = await testCluster();
    await mutating(cluster, 'add', {
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{data: {"a": "1"}}' } }],
    });
    await validating(cluster, 'none', { validations: [{ expression: '!has(object.data) || !("a" in object.data)' }] });
    expect((await cluster.call(`POST ${maps}`, map('x'))).code).toBe(422);
  });
});

it("the server counts checks of policies with upstream's metrics", async () => {
  await using cluster = await testCluster();
  await validating(cluster, 'counted', { validations: [{ expression: 'false' }] });
  await cluster.call(`POST ${maps}`, map('x'));
  const text = cluster.server.metrics.text();
  expect(text).toContain(
    'apiserver_validating_admission_policy_check_total{enforcement_action="deny",error_type="invalid_error",policy="counted",policy_binding="counted-binding"} 1',
  );
});

describe('parameters', () => {
  const author = { user: { name: 'author', groups: ['system:authenticated'] } };

  it('can be named only by users who can read them', async () => {
    await using cluster = await testCluster();
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const rules = [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }];
    await create(cluster, `${rbac}/clusterroles`, { metadata: { name: 'author' }, rules });
    await create(cluster, `${rbac}/clusterrolebindings`, {
      metadata: { name: 'author' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'author' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'author' }],
    });
    const policy = {
      metadata: { name: 'spy' },
      spec: {
        paramKind: { apiVersion: 'v1', kind: 'Secret' },
        matchConstraints: { resourceRules: [rule(['configmaps'])] },
        validations: [{ expression: 'false', messageExpression: '"" + params.data.token' }],
      },
    };
    const binding = {
      metadata: { name: 'spy' },
      spec: {
        policyName: 'spy',
        validationActions: ['Deny'],
        paramRef: { name: 'token', namespace: 'kube-system', parameterNotFoundAction: 'Deny' },
      },
    };
    const policies = `POST ${group}/validatingadmissionpolicies`;
    const bindings = `POST ${group}/validatingadmissionpolicybindings`;
    expect(await cluster.call(policies, policy, author)).toMatchObject({
      code: 422,
      body: {
        message:
          'ValidatingAdmissionPolicy.admissionregistration.k8s.io "spy" is invalid: spec.paramKind: Forbidden: user &{author  [system:authenticated] map[]} must have "get" permission on all objects of the referenced paramKind (kind=Secret, apiVersion=v1)',
      },
    });
    expect((await cluster.call(policies, policy)).code).toBe(201);
    expect((await cluster.call(bindings, binding, author)).body.message).toBe(
      'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io "spy" is invalid: spec.paramRef: Forbidden: user &{author  [system:authenticated] map[]} does not have "get" permission on the object referenced by paramRef',
    );
    const { paramRef: _, ...without } = binding.spec;
    expect((await cluster.call(bindings, { ...binding, spec: without }, author)).code).toBe(201);
  });
});
