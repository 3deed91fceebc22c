/** The package in use: resources as values, and the facts about their types. */
import { expect, it } from 'vitest';
import { findResource } from './catalog.ts';
import { typeTable } from './facts.ts';
import { type Deployment, deployments } from './index.ts';
import { read, rule } from './rbac/policy-rules.ts';

it('names a resource, and its type to the compiler', () => {
  const deployment: Deployment = { metadata: { name: 'web' }, spec: { selector: {}, template: {} } };
  expect(deployment.spec?.replicas).toBeUndefined();
  expect(deployments).toMatchObject({ group: 'apps', version: 'v1', kind: 'Deployment', namespaced: true });
  expect(findResource('apps', 'v1', 'deployments')).toBe(deployments);
});

it('knows the fields of a type', () => {
  const type = typeTable().get('k8s.io/api/apps/v1.DeploymentSpec');
  expect(type).toMatchObject({ type: 'object' });
});

it('states a permission', () => {
  expect(rule(read, 'apps', 'deployments')).toEqual({
    verbs: ['get', 'list', 'watch'],
    apiGroups: ['apps'],
    resources: ['deployments'],
  });
});
