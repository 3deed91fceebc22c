/** An object with very many errors: the answer stays readable. */
import { expect, test } from 'vitest';
import { testCluster } from './cluster-testing.ts';

test('an Invalid lists a thousand errors', async () => {
  await using cluster = await testCluster();
  await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'default' } });
  await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const limits = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`r${index}`, '1']));
  const pod = { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'i', resources: { limits } }] } };
  const { code, body } = await cluster.call('POST /api/v1/namespaces/default/pods', pod);
  const { details, message } = body as unknown as { details: { causes: object[] }; message: string };
  expect(code).toBe(422);
  expect(details.causes).toHaveLength(1_000);
  expect(message.slice(-40)).toContain(', further errors are not listed]');
});
