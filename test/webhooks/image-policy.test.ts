/** ImagePolicyWebhook with a real HTTPS server, which the kubeconfig in its configuration names. */
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';
import { type HookServer, hookServer } from './hook-server.ts';

interface ImageReview {
  readonly spec: { readonly containers: readonly { readonly image: string }[]; readonly namespace: string };
}

let cluster: Cluster;
let server: HookServer;
let tokens: (string | undefined)[];

function answer(response: ServerResponse, status: object): undefined {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ apiVersion: 'imagepolicy.k8s.io/v1alpha1', kind: 'ImageReview', status }));
}

beforeAll(async () => {
  server = await hookServer();
  tokens = [];
  server.hooks.set('/images', (review, response, request) => {
    tokens.push(request.headers.authorization);
    const { spec } = review as unknown as ImageReview;
    const latest = spec.containers.find(({ image }) => !image.includes(':'));
    return answer(
      response,
      latest === undefined ? { allowed: true } : { allowed: false, reason: `${latest.image} has no tag` },
    );
  });
  cluster = new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory'] });
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'images',
        cluster: {
          server: `https://${server.address}:${server.port}/images`,
          'certificate-authority-data': server.caBundle,
        },
      },
    ],
    users: [{ name: 'api', user: { token: 'the-token' } }],
    contexts: [{ name: 'images', context: { cluster: 'images', user: 'api' } }],
    'current-context': 'images',
  };
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      { name: 'ImagePolicyWebhook', configuration: { imagePolicy: { kubeConfigFile: 'images.json', denyTTL: -1 } } },
    ],
  };
  writeFileSync(join(cluster.directory, 'images.json'), JSON.stringify(kubeconfig));
  const file = join(cluster.directory, 'admission.json');
  writeFileSync(file, JSON.stringify(configuration));
  await cluster.up(['--enable-admission-plugins', 'ImagePolicyWebhook', '--admission-control-config-file', file]);
  await eventually(() => cluster.kubectl('get', 'serviceaccount', 'default'), 'the account exists');
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

it('the webhook decides about images', async () => {
  expect((await cluster.tryKubectl(['run', 'a', '--image', 'web:1'])).code).toBe(0);
  const refused = await cluster.tryKubectl(['run', 'b', '--image', 'web']);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining(
      'pods "b" is forbidden: image policy webhook backend denied one or more images: web has no tag',
    ),
  ]);
  expect(new Set(tokens)).toEqual(new Set(['Bearer the-token']));
});

it('no pod is created while the webhook fails', async () => {
  server.hooks.set('/images', (_review, response) => {
    response.statusCode = 404;
    response.end();
    return undefined;
  });
  const refused = await cluster.tryKubectl(['run', 'c', '--image', 'other:1']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('pods "c" is forbidden: ')]);
});
