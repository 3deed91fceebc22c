/** Example of the package: resources as values, and the facts about their types. */
import { expect, it } from 'vitest';
import { findResource } from './catalog.ts';
import { typeTable } from './facts.ts';
import { type Deployment, deployments } from './index.ts';
import { read, rule } from './rbac/policy-rules.ts';

it('findResource returns a definition; its objects have a static type', () => {
  const deployment: Deployment = { metadata: { name: 'web' }, spec: { selector: {}, template: {} } };
  expect(deployment.spec?.replicas).toBeUndefined();
  expect(deployments).toMatchObject({ group: 'apps', version: 'v1', kind: 'Deployment', namespaced: true });
  expect(findResource('apps', 'v1', 'deployments')).toBe(deployments);
});

it('typeTable contains the types of the facts', () => {
  const type = typeTable().get('k8s.io/api/apps/v1.DeploymentSpec');
  expect(type).toMatchObject({ type: 'object' });
});

it('rule creates a policy rule', () => {
  expect(rule(read, 'apps', 'deployments')).toEqual({
    verbs: ['get', 'list', 'watch'],
    apiGroups: ['apps'],
    resources: ['deployments'],
  });
});
