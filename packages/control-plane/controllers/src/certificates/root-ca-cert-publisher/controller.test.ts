/** When the ConfigMap with the cluster's root certificate is written. */
import { expect, it } from 'vitest';
import { planRootCa } from './controller.ts';

it('planRootCa writes a missing or changed ConfigMap, and keeps an existing description', () => {
  const made = planRootCa('n', undefined, 'PEM');
  expect(made).toMatchObject({ metadata: { name: 'kube-root-ca.crt', namespace: 'n' }, data: { 'ca.crt': 'PEM' } });
  expect(planRootCa('n', made, 'PEM')).toBeUndefined();
  expect(planRootCa('n', { ...made, data: { 'ca.crt': 'x' } }, 'PEM')?.data).toEqual({ 'ca.crt': 'PEM' });
  const annotations = { 'kubernetes.io/description': 'ours', team: 'a' };
  const described = { ...made, metadata: { ...made?.metadata, annotations } };
  expect(planRootCa('n', described, 'PEM')).toBeUndefined();
  expect(planRootCa('n', { ...described, data: {} }, 'PEM')?.metadata?.annotations).toEqual(annotations);
  const bare = { ...made, metadata: { ...made?.metadata, annotations: {} } };
  expect(planRootCa('n', bare, 'PEM')?.metadata?.annotations).toEqual(made?.metadata?.annotations);
});
