/** The meaning of paths and methods. */
import { describe, expect, test } from 'vitest';
import type { RequestInfo } from './request.ts';
import { isLongRunning, requestInfo } from './request-info.ts';

function infoOf(line: string): RequestInfo {
  const [method = '', target = ''] = line.split(' ');
  const url = new URL(target, 'http://x');
  return requestInfo(method, url.pathname, url.searchParams);
}

/** verb group/version namespace resource/name/subresource */
function shown(info: RequestInfo): string {
  if (!info.isResourceRequest) return `${info.verb} ${info.path}`;
  const { verb, group, version, namespace, resource, name, subresource } = info;
  return `${verb} ${group}/${version} ns=${namespace} ${[resource, name, subresource].join(':')}`;
}

describe('request info', () => {
  test.each([
    ['GET /api/v1/namespaces', 'list /v1 ns= namespaces::'],
    ['GET /api/v1/namespaces/other', 'get /v1 ns=other namespaces:other:'],
    ['GET /api/v1/namespaces/other/pods', 'list /v1 ns=other pods::'],
    ['GET /api/v1/namespaces/other/pods/foo', 'get /v1 ns=other pods:foo:'],
    ['HEAD /api/v1/namespaces/other/pods/foo', 'get /v1 ns=other pods:foo:'],
    ['GET /api/v1/pods', 'list /v1 ns= pods::'],
    ['POST /api/v1/namespaces/other/pods', 'create /v1 ns=other pods::'],
    ['PUT /api/v1/namespaces/other/pods/foo/status', 'update /v1 ns=other pods:foo:status'],
    ['PUT /api/v1/namespaces/other/finalize', 'update /v1 ns=other namespaces:other:finalize'],
    ['PUT /api/v1/namespaces/other/status', 'update /v1 ns=other namespaces:other:status'],
    ['PATCH /api/v1/nodes/n1', 'patch /v1 ns= nodes:n1:'],
    ['DELETE /api/v1/namespaces/other/pods/foo', 'delete /v1 ns=other pods:foo:'],
    ['DELETE /api/v1/namespaces/other/pods', 'deletecollection /v1 ns=other pods::'],
    ['GET /api/v1/watch/namespaces/other/pods', 'watch /v1 ns=other pods::'],
    ['GET /api/v1/watch/pods', 'watch /v1 ns= pods::'],
    ['GET /api/v1/namespaces/other/pods?watch=1', 'watch /v1 ns=other pods::'],
    ['GET /api/v1/pods?watch=false', 'list /v1 ns= pods::'],
    ['GET /api/v1/pods?fieldSelector=metadata.name%3Da,spec.x%3Db', 'list /v1 ns= pods:a:'],
    ['GET /api/v1/pods?fieldSelector=metadata.name%3Da/b', 'list /v1 ns= pods::'],
    ['GET /api/v1/proxy/namespaces/other/pods/foo/some/path', 'proxy /v1 ns=other pods:foo:'],
    ['GET /apis/apps/v1/namespaces/other/deployments/d/scale', 'get apps/v1 ns=other deployments:d:scale'],
    ['POST /apis/apps/v1/deployments', 'create apps/v1 ns= deployments::'],
    ['GET /', 'get /'],
    ['GET /api', 'get /api'],
    ['GET /api/v1', 'get /api/v1'],
    ['GET /apis/apps/v1', 'get /apis/apps/v1'],
    ['POST /healthz', 'post /healthz'],
    ['GET /api/v1/', 'get /api/v1/'],
  ])('%s is %s', (line, expected) => {
    expect(shown(infoOf(line))).toBe(expected);
  });

  test('refuses a special verb without a resource', () => {
    expect(() => infoOf('GET /api/v1/watch')).toThrow('unable to determine kind and namespace from url');
    expect(() => infoOf('GET /apis/apps/v1/watch')).toThrow('unable to determine kind and namespace from url');
  });

  test('watches, proxies, logs and exec are long-running', () => {
    expect(isLongRunning(infoOf('GET /api/v1/pods?watch=true'))).toBe(true);
    expect(isLongRunning(infoOf('POST /api/v1/namespaces/a/pods/b/exec'))).toBe(true);
    expect(isLongRunning(infoOf('GET /api/v1/namespaces/a/pods/b'))).toBe(false);
  });
});
