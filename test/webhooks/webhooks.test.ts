/** Admission webhooks on a real HTTPS server, with kubectl. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';
import {
  configuration,
  type Hook,
  type HookServer,
  hookedLabel,
  hookServer,
  install,
  ownAddress,
  patching,
} from './hook-server.ts';

let cluster: Cluster;
let server: HookServer;

beforeAll(async () => {
  [cluster, server] = await Promise.all([new Cluster({ flags: ['--runtime', 'simulated'] }).up(), hookServer()]);
  await cluster.kubectl('create', 'namespace', 'hooked');
  await cluster.kubectl('label', 'namespace', 'hooked', `${hookedLabel}=yes`);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

let made = 0;
const create = (...args: readonly string[]) =>
  cluster.tryKubectl(['create', 'configmap', `map-${++made}`, '--namespace', 'hooked', ...args]);

const install_ = (kind: 'Mutating' | 'Validating', name: string, hook: Hook, more: object = {}) => {
  server.hooks.set(`/${name}`, hook);
  return install(cluster, server, { kind, name, more });
};

describe('a validating webhook', () => {
  it('refuses with its message; objects in other namespaces are not its concern', async () => {
    await using _ = await install_('Validating', 'deny', () => ({ allowed: false, status: { message: 'not today' } }));
    const refused = await create();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('admission webhook "deny.example.com" denied the request: not today');
    expect((await cluster.tryKubectl(['create', 'configmap', 'elsewhere'])).code).toBe(0);
  });

  it('warns, and sees dry runs', async () => {
    await using _ = await install_('Validating', 'warn', () => ({ warnings: ['grüße, "世界"\nnext'] }));
    const warned = await create('--dry-run=server');
    expect(warned.code).toBe(0);
    expect(warned.stderr).toContain('Warning: grüße, "世界"');
    expect(server.reviews.at(-1)?.review.request).toMatchObject({ operation: 'CREATE', dryRun: true });
  });

  it('decides on subresources and connections', async () => {
    const rules = [
      {
        operations: ['*'],
        apiGroups: ['apps', ''],
        apiVersions: ['v1'],
        resources: ['deployments/scale', 'pods/exec'],
      },
    ];
    const hook: Hook = ({ request }) => ({ allowed: false, status: { message: `no ${request.kind.kind}` } });
    await cluster.kubectl('create', 'deployment', 'web', '--image=web', '--namespace', 'hooked');
    const pod = await eventually(async () => {
      const names = await cluster.kubectl(
        'get',
        'pods',
        '-n',
        'hooked',
        '--field-selector=status.phase=Running',
        '-o',
        'name',
      );
      return names.trim() || undefined;
    }, 'a running pod');
    await using _ = await install_('Validating', 'connect', hook, { rules });
    const scaled = await cluster.tryKubectl(['scale', 'deployment/web', '--replicas=2', '-n', 'hooked']);
    expect(scaled.stderr).toContain('denied the request: no Scale');
    const entered = await cluster.tryKubectl(['exec', pod, '-n', 'hooked', '--', 'true']);
    expect(entered.stderr).toContain('denied the request: no PodExecOptions');
    expect(server.reviews.at(-1)?.review.request).toMatchObject({
      operation: 'CONNECT',
      subResource: 'exec',
      object: { kind: 'PodExecOptions', command: ['true'] },
    });
  });
});

describe('a mutating webhook', () => {
  const label: Hook = () => patching({ op: 'add', path: '/metadata/labels', value: { touched: 'yes' } });

  it('changes objects', async () => {
    await using _ = await install_('Mutating', 'label', label);
    expect((await create()).code).toBe(0);
    expect(await cluster.kubectl('get', 'configmap', '-n', 'hooked', '-l', 'touched=yes', '-o', 'name')).toContain(
      `configmap/map-${made}`,
    );
  });

  it.skipIf(ownAddress() === undefined)('is found behind a Service with endpoints of its own', async () => {
    const { address, port } = server;
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hooks' },
      spec: { ports: [{ port: 443 }] },
    };
    const endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'hooks' },
      subsets: [{ addresses: [{ ip: address }], ports: [{ port }] }],
    };
    server.hooks.set('/label', label);
    const clientConfig = {
      service: { namespace: 'default', name: 'hooks', path: '/label' },
      caBundle: server.caBundle,
    };
    await using _ = await install(cluster, server, { kind: 'Mutating', name: 'service', more: { clientConfig } });
    expect((await create()).stderr).toContain(
      'failed calling webhook "service.example.com": failed to call webhook: Post "https://hooks.default.svc:443/label?timeout=10s": service "hooks" not found',
    );
    await cluster.kubectlWith(JSON.stringify(service), 'apply', '-f', '-');
    expect((await create()).stderr).toContain('no endpoints available for service "hooks"');
    await cluster.kubectlWith(JSON.stringify(endpoints), 'apply', '-f', '-');
    await eventually(async () => (await create('--from-literal=a=b')).code === 0 || undefined, 'the endpoints');
    const touched = await cluster.kubectl(
      'get',
      'configmap',
      `map-${made}`,
      '-n',
      'hooked',
      '-o',
      'jsonpath={.metadata.labels}',
    );
    expect(touched).toBe('{"touched":"yes"}');
  });
});

describe('a webhook that fails', () => {
  const failing: readonly (readonly [string, Hook, object, string])[] = [
    ['hangs', () => undefined, { timeoutSeconds: 1 }, 'context deadline exceeded'],
    [
      'garbage',
      (_, response) => void response.end('<html>'),
      {},
      "invalid character '<' looking for beginning of value",
    ],
    ['huge', (_, response) => void response.end(`"${'x'.repeat(10_000_000)}"`), {}, 'larger than the limit'],
    [
      'redirects',
      (_, response) => void response.writeHead(307, { location: '/label' }).end(),
      {},
      'the server responded with the status code 307',
    ],
    ['breaks', (_, response) => void response.destroy(), {}, 'EOF'],
    ['errs', (_, response) => void response.writeHead(500).end('oops'), {}, 'an error on the server (\\"oops\\")'],
  ];

  it.each(failing)('refuses every request: %s', async (name, hook, more, message) => {
    server.hooks.set(`/${name}`, hook);
    await using _ = await install_('Validating', name, hook, more);
    const refused = await create();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`failed calling webhook "${name}.example.com": failed to call webhook: `);
    expect(refused.stderr.replaceAll('\\"', '"')).toContain(message.replaceAll('\\"', '"'));
  });

  it.each(failing)('is ignored with failurePolicy Ignore: %s', async (name, hook, more) => {
    await using _ = await install_('Mutating', name, hook, { ...more, failurePolicy: 'Ignore' });
    expect((await create()).code).toBe(0);
  });

  it('has a certificate of another authority', async () => {
    const { address, port, otherBundle } = server;
    const clientConfig = { url: `https://${address}:${port}/wrong`, caBundle: otherBundle };
    await using _ = await install_('Validating', 'wrong', () => ({}), { clientConfig });
    expect((await create()).stderr).toContain('x509: certificate signed by unknown authority');
    expect(server.reviews.some(({ path }) => path === '/wrong')).toBe(false);
  });
});

it('configurations are not intercepted, and are validated', async () => {
  const rules = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }];
  // Without a selector it would also refuse the writes of the cluster's components.
  const names = { objectSelector: { matchLabels: { refuse: 'me' } }, namespaceSelector: {} };
  await using _ = await install_('Validating', 'all', () => ({ allowed: false }), { rules, ...names });
  const other = configuration(server, { kind: 'Mutating', name: 'other' }) as { metadata: object };
  const labelled = { ...other, metadata: { ...other.metadata, labels: { refuse: 'me' } } };
  await cluster.kubectlWith(JSON.stringify(labelled), 'apply', '-f', '-');
  await cluster.kubectl('delete', 'mutatingwebhookconfigurations', 'other');
  const invalid = { ...labelled, webhooks: [{ name: 'short', clientConfig: {} }] };
  const refused = await cluster.tryKubectl(['apply', '--validate=false', '-f', '-'], JSON.stringify(invalid));
  expect(refused.stderr).toContain('webhooks[0].name: Invalid value: "short"');
  expect(refused.stderr).toContain('exactly one of url or service is required');
});

it('metrics report the calls', async () => {
  const text = await cluster.kubectl('get', '--raw', '/metrics');
  expect(text).toContain('apiserver_admission_webhook_rejection_count{error_type="no_error",name="deny.example.com"');
  expect(text).toContain('apiserver_admission_webhook_fail_open_count{name="hangs.example.com",type="admit"} 1');
});
