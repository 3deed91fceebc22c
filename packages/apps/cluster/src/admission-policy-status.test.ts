/** The status of ValidatingAdmissionPolicies in a cluster. */
import { type ValidatingAdmissionPolicy, validatingAdmissionPolicies } from '@kubets/api';
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

const policy = (name: string, validations: readonly object[]): ValidatingAdmissionPolicy =>
  ({
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['apps'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['deployments', 'statefulsets'],
          },
        ],
      },
      variables: [{ name: 'replicas', expression: 'object.spec.replicas' }],
      validations,
    },
  }) as unknown as ValidatingAdmissionPolicy;

it('warns of expressions that do not fit the types that a policy matches', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  await cluster.client.create(validatingAdmissionPolicies, policy('fine', [{ expression: 'variables.replicas <= 5' }]));
  await cluster.client.create(
    validatingAdmissionPolicies,
    policy('odd', [
      { expression: 'object.spec.replicas <= 5' },
      { expression: 'variables.replicas <= "5"', messageExpression: 'string(object.spec.strategy.type)' },
    ]),
  );
  const statusOf = async (name: string) => (await cluster.client.get(validatingAdmissionPolicies, { name })).status;
  await cluster.until(async () => (await statusOf('odd'))?.typeChecking !== undefined, 'odd is checked');
  await cluster.until(async () => (await statusOf('fine'))?.typeChecking !== undefined, 'fine is checked');
  expect(await statusOf('fine')).toEqual({ observedGeneration: 1, typeChecking: {} });
  const { expressionWarnings = [] } = (await statusOf('odd'))?.typeChecking ?? {};
  expect(expressionWarnings.map(({ fieldRef }) => fieldRef)).toEqual([
    'spec.validations[1].expression',
    'spec.validations[1].messageExpression',
  ]);
  expect(expressionWarnings[0]?.warning).toContain(
    "apps/v1, Kind=Deployment: ERROR: <input>:1:20: found no matching overload for '_<=_' applied to '(int, string)'\n | variables.replicas <= \"5\"",
  );
  expect(expressionWarnings[1]?.warning).toBe(
    "apps/v1, Kind=StatefulSet: ERROR: <input>:1:19: undefined field 'strategy'\n | string(object.spec.strategy.type)\n | ..................^\n",
  );
});
