/** Example of the package: a whole cluster in a test, on a virtual clock. Import it as `kubets` and `kubets/api`. */
import { expect, it } from 'vitest';
import { deployments, pods } from './api.ts';
import { testCluster } from './index.ts';

it('runs a Deployment on three simulated nodes', async () => {
  await using cluster = await testCluster({ nodes: 3 });
  const labels = { app: 'web' };
  await cluster.client.create(deployments, {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 6,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    },
  });
  const running = async () => (await cluster.client.list(pods, { fieldSelector: 'status.phase=Running' })).items;
  await cluster.until(async () => (await running()).length === 6, 'six pods run');
  expect(new Set((await running()).map(({ spec }) => spec?.nodeName)).size).toBe(3);
});
