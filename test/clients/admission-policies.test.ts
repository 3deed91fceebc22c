/** Admission policies as users of kubectl see them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory'] }).up();
  await eventually(() => cluster.kubectl('get', 'serviceaccount', 'default'), 'the service account exists');
});
afterAll(() => cluster[Symbol.asyncDispose]());

const apply = (manifest: string, ...flags: string[]) => cluster.tryKubectl(['apply', ...flags, '-f', '-'], manifest);

async function applied(manifest: string): Promise<void> {
  const { code, stderr } = await apply(manifest);
  expect(code, stderr).toBe(0);
}

/** A policy with its binding. */
const policy = (kind: 'Validating' | 'Mutating', name: string, spec: string, binding: string): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}AdmissionPolicy
metadata: { name: ${name} }
spec:
${spec.replaceAll(/^/gm, '  ')}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}AdmissionPolicyBinding
metadata: { name: ${name}-binding }
spec:
  policyName: ${name}
${binding.replaceAll(/^/gm, '  ')}
`;

const deployment = (name: string, replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, image: 'registry.example.com/i:1' }] }
`;

const deployments =
  'resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }]';

describe('a ValidatingAdmissionPolicy', () => {
  it('limits replicas by a ConfigMap, also in dry runs', async () => {
    await applied('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: limits }\ndata: { replicas: "3" }\n');
    await applied(
      policy(
        'Validating',
        'replicas.example.com',
        `matchConstraints: { ${deployments} }
paramKind: { apiVersion: v1, kind: ConfigMap }
variables: [{ name: limit, expression: int(params.data.replicas) }]
validations:
- expression: object.spec.replicas <= variables.limit
  messageExpression: "'at most ' + string(variables.limit) + ' replicas'"`,
        'validationActions: [Deny]\nparamRef: { name: limits, namespace: default, parameterNotFoundAction: Deny }',
      ),
    );
    await applied(deployment('web', 3));
    for (const flags of [[], ['--dry-run=server'], ['--server-side']]) {
      const refused = await apply(deployment('big', 4), ...flags);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain(
        `The deployments "big" is invalid: : ValidatingAdmissionPolicy 'replicas.example.com' with binding 'replicas.example.com-binding' denied request: at most 3 replicas`,
      );
    }
    expect((await cluster.tryKubectl(['scale', 'deployment', 'web', '--replicas=2'])).code).toBe(0);
    await applied('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: limits }\ndata: { replicas: "4" }\n');
    await applied(deployment('big', 4));
    await cluster.kubectl('delete', 'validatingadmissionpolicybinding', 'replicas.example.com-binding');
  });

  it('takes its parameters from custom resources', async () => {
    await applied(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: limits.policy.example.com }
spec:
  group: policy.example.com
  names: { plural: limits, singular: limit, kind: Limit, listKind: LimitList }
  scope: Cluster
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: { type: object, properties: { maxReplicas: { type: integer } } }
`);
    await cluster.kubectl('wait', '--for=condition=Established', 'crd/limits.policy.example.com');
    await applied('apiVersion: policy.example.com/v1\nkind: Limit\nmetadata: { name: small }\nmaxReplicas: 1\n');
    await applied(
      policy(
        'Validating',
        'custom.example.com',
        `matchConstraints: { ${deployments} }
paramKind: { apiVersion: policy.example.com/v1, kind: Limit }
validations: [{ expression: object.spec.replicas <= params.maxReplicas, reason: Forbidden }]`,
        'validationActions: [Deny]\nparamRef: { selector: {}, parameterNotFoundAction: Allow }',
      ),
    );
    const refused = await apply(deployment('pair', 2));
    expect(refused.stderr).toContain('denied request: failed expression: object.spec.replicas <= params.maxReplicas');
    await cluster.kubectl('delete', 'limits.policy.example.com', 'small');
    await applied(deployment('pair', 2));
    await cluster.kubectl('delete', 'validatingadmissionpolicybinding', 'custom.example.com-binding');
  });

  it('warns instead of refusing', async () => {
    await applied(
      policy(
        'Validating',
        'owner.example.com',
        `matchConstraints:
  resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }]
validations: [{ expression: has(object.metadata.labels) && 'owner' in object.metadata.labels, message: an owner is missing }]`,
        'validationActions: [Warn, Audit]',
      ),
    );
    const warned = await cluster.tryKubectl(['create', 'configmap', 'orphan']);
    expect(warned).toMatchObject({
      code: 0,
      stderr:
        "Warning: Validation failed for ValidatingAdmissionPolicy 'owner.example.com' with binding 'owner.example.com-binding': an owner is missing\n",
    });
    await cluster.kubectl('delete', 'validatingadmissionpolicybinding', 'owner.example.com-binding');
  });

  it('is refused if its expressions do not compile', async () => {
    const spec = `matchConstraints: { ${deployments} }\nvalidations: [{ expression: object.spec.replicas <= }]`;
    const refused = await apply(policy('Validating', 'broken.example.com', spec, 'validationActions: [Deny]'));
    expect(refused.stderr).toContain(
      'spec.validations[0].expression: Invalid value: "object.spec.replicas <=": compilation failed: ERROR: <input>:1:24: Syntax error',
    );
  });
});

describe('a MutatingAdmissionPolicy', () => {
  it('adds a sidecar and a label', async () => {
    const spec = `matchConstraints:
  resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
  objectSelector: { matchLabels: { mesh: 'on' } }
failurePolicy: Fail
reinvocationPolicy: IfNeeded
matchConditions: [{ name: no-sidecar, expression: "!object.spec.?initContainers.orValue([]).exists(c, c.name == 'mesh')" }]
mutations:
- patchType: ApplyConfiguration
  applyConfiguration:
    expression: >
      Object{spec: Object.spec{initContainers: [
        Object.spec.initContainers{name: "mesh", image: "registry.example.com/mesh:1", restartPolicy: "Always"}]}}
- patchType: JSONPatch
  jsonPatch:
    expression: >
      [JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/mesh"), value: "injected"}]`;
    await applied(policy('Mutating', 'mesh.example.com', spec, 'matchResources: {}'));
    const pod = (name: string, mesh: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: { mesh: '${mesh}' } }\nspec: { containers: [{ name: c, image: 'registry.example.com/i:1' }] }\n`;
    await applied(pod('with', 'on'));
    await applied(pod('without', 'off'));
    const shown = (name: string) =>
      cluster.kubectl(
        'get',
        'pod',
        name,
        '-o',
        'jsonpath={.spec.initContainers[*].name} {.metadata.labels.example\\.com/mesh}',
      );
    expect([await shown('with'), await shown('without')]).toEqual(['mesh injected', ' ']);
    const dryRun = await apply(pod('dry', 'on'), '--dry-run=server', '-o', 'jsonpath={.spec.initContainers[*].image}');
    expect(dryRun.stdout).toBe('registry.example.com/mesh:1');
  });
});
