/** What a request means agrees with its method, path and query, which authorization and the operation both depend on. */
import { type ApiRequest, requestInfo } from '@kubets/apiserver/requests';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { echo, ListenerBench } from '../testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());
afterAll(() => bench.dispose());

// Threads can share a port on Linux alone.
const places = process.platform === 'linux' ? [0, 1] : [0];

describe.each(places)('the info of a request, with %i threads for HTTP,', (workers) => {
  it.each([
    ['GET', '/api/v1/namespaces/a/pods/b'],
    ['HEAD', '/api/v1/namespaces/a/pods/b'],
    ['DELETE', '/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Db'],
    ['GET', '/api/v1/pods?watch=false&watch=true'],
    ['GET', '/api/v1/pods?WATCH=true&watch=%74rue'],
    ['GET', '/api/v1/namespaces/a%2Fsecrets/pods'],
    ['GET', '/api/v1/namespaces/a/pods%2Fb%2Fexec'],
    ['GET', '/api/v1//namespaces//a/pods/'],
    ['GET', '/api/v1/namespaces/../secrets/%2e%2e'],
    ['GET', '/api/v1/pods%3Fwatch=true'],
    ['GET', '/api/v1/watch/namespaces/a/pods'],
    ['GET', '/apis/apps%2Fv1/deployments?watch=%F0%9F%98%80+%00'],
    ['POST', '/version/%252e'],
  ])('agrees with its method, path and query: %s %s', async (method, target) => {
    const requests: ApiRequest[] = [];
    const handle = async (request: ApiRequest) => {
      requests.push(request);
      return echo(request);
    };
    const listener = await bench.share(handle, workers);
    for (const ask of [
      () => bench.http1(listener, target, { method }),
      () => bench.http2(bench.session(listener), target, { method }),
      () => bench.http1(listener, target, { method, headers: { 'impersonate-user': 'jane' } }),
    ]) {
      expect((await ask()).status).toBe(200);
      const seen = requests.pop();
      const at = target.indexOf('?');
      const path = decodeURIComponent(at < 0 ? target : target.slice(0, at));
      const query = new URLSearchParams(at < 0 ? '' : target.slice(at));
      expect([seen?.method, seen?.path, seen?.query.toString()]).toEqual([method, path, query.toString()]);
      expect(seen?.info).toEqual(requestInfo(method, path, query));
    }
  });
});
