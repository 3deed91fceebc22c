/** Request bodies that kubectl would not send: each receives a Status, and the server continues. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Curl, curlAs } from '../cli/raw-request.ts';
import { Cluster } from '../harness.ts';

const nested = (depth: number): string => `{"data":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
const lists = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

function billionLaughs(): string {
  const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`);
  return ['a0: &a0 [lol]', ...levels, 'apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: bomb}', ''].join('\n');
}

const json = 'application/json';
const yaml = 'application/yaml';
const path = '/api/v1/namespaces/default/configmaps';

describe('API server: a body', () => {
  let cluster: Cluster;
  let curl: Curl;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    curl = await curlAs(cluster, { certificate: true });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  function send(type: string, body: string, ...args: readonly string[]): ReturnType<Curl> {
    const file = join(cluster.directory, 'body');
    writeFileSync(file, body);
    return curl(path, '-H', `content-type: ${type}`, '--data-binary', `@${file}`, ...args);
  }

  it.each([
    ['10,000 objects deep', json, nested(10_000), 400, 'exceeded max depth'],
    ['10,000 lists deep', json, lists(10_000), 400, "couldn't get version/kind"],
    ['100,000 objects deep', json, nested(100_000), 400, 'exceeded max depth'],
    ['10,000 levels of YAML deep', yaml, nested(10_000), 400, 'exceeded max depth'],
    ['an alias bomb', yaml, billionLaughs(), 400, 'document contains excessive aliasing'],
    ['truncated JSON', json, '{"apiVersion":"v1","kind":', 400, 'unexpected end of JSON input'],
    ['no bytes', json, '', 400, 'unexpected end of JSON input'],
    [
      'another kind',
      json,
      '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}',
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap',
    ],
    ['invalid protobuf', 'application/vnd.kubernetes.protobuf', 'k8s\u0000\u0001\u0002\u0003', 400, ''],
    ['plain text', 'text/plain', 'x', 415, 'the body of the request was in an unknown format'],
    ['4 MiB', json, 'x'.repeat(4 * 1024 * 1024), 413, 'Request entity too large: limit is 3145728'],
  ])('of %s is refused', async (_, type, body, status, message) => {
    for (const version of ['--http2', '--http1.1']) {
      const answer = await send(type, body, version);
      expect(answer.status, answer.text).toBe(status);
      const told = JSON.parse(answer.text);
      expect([told.kind, told.apiVersion, told.status, told.code]).toEqual(['Status', 'v1', 'Failure', status]);
      expect(told.message).toContain(message);
    }
    expect(await cluster.kubectl('get', 'configmaps', '-o', 'name')).toBe('configmap/kube-root-ca.crt\n');
  });

  it.each([
    ['application/json-patch+json', nested(10_000), 400],
    ['application/merge-patch+json', nested(10_000), 400],
    ['application/strategic-merge-patch+json', nested(10_000), 400],
    ['application/apply-patch+yaml', billionLaughs(), 400],
    [
      'application/json-patch+json',
      JSON.stringify(Array(10_001).fill({ op: 'test', path: '/kind', value: 'ConfigMap' })),
      413,
    ],
    ['application/json', '{}', 415],
  ])('that is not a valid %s patch is refused: %#', async (type, body, status) => {
    const file = join(cluster.directory, 'patch');
    writeFileSync(file, body);
    const args = ['-X', 'PATCH', '-H', `content-type: ${type}`, '--data-binary', `@${file}`];
    const query = type.includes('apply') ? '?fieldManager=test&force=true' : '';
    const answer = await curl(`${path}/kube-root-ca.crt${query}`, ...args);
    expect(answer.status, answer.text.slice(0, 500)).toBe(status);
    expect(JSON.parse(answer.text).kind).toBe('Status');
  });

  it('that attempts prototype pollution by a patch changes no other object', async () => {
    for (const [type, body] of [
      ['application/merge-patch+json', '{"__proto__":{"polluted":"yes"},"metadata":{"__proto__":{"polluted":"yes"}}}'],
      [
        'application/strategic-merge-patch+json',
        '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
      ],
      ['application/json-patch+json', '[{"op":"add","path":"/__proto__/polluted","value":"yes"}]'],
    ] as const)
      await curl(`${path}/kube-root-ca.crt`, '-X', 'PATCH', '-H', `content-type: ${type}`, '--data-binary', body);
    expect((await curl('/api/v1/namespaces')).text).not.toContain('polluted');
    expect((await curl('/version')).text).not.toContain('polluted');
  });

  it('that is never sent completely does not block other requests', async () => {
    const slow = curl(
      path,
      '-H',
      `content-type: ${json}`,
      '-H',
      'content-length: 1000',
      '--http1.1',
      '--data-binary',
      '{',
      '--max-time',
      '2',
    );
    expect((await curl('/readyz')).text).toBe('ok');
    await expect(slow).rejects.toThrow('timed out');
    expect((await curl('/readyz')).text).toBe('ok');
  });
});
