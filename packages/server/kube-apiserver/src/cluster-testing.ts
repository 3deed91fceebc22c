/** A cluster's API server in memory for tests: bootstrapped, on a virtual clock, requests in one line. */

import type { ApiAnswer } from '@kubets/apiserver/requests';
import { requestOf, type TestBody, type TestRequest, testVersion } from '@kubets/apiserver/testing';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { createMemoryStore, type Store } from '@kubets/storage';
import { importSigningKey } from './authentication/signing-key.ts';
import { type ClusterServer, type ClusterServerOptions, createClusterServer } from './cluster-server.ts';

export interface TestCluster extends AsyncDisposable, ClusterServer {
  readonly clock: VirtualClock;
  readonly store: Store;
  answer(line: string, request?: TestRequest): Promise<ApiAnswer>;
  /** The object (or Status) of the answer, and its code. */
  call(line: string, body?: unknown, request?: TestRequest): Promise<{ code: number; body: TestBody }>;
}

async function newKey() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)));
}

export async function testCluster(options: Partial<ClusterServerOptions> = {}): Promise<TestCluster> {
  const clock = new VirtualClock();
  const store = options.store ?? createMemoryStore({ clock });
  const cluster = createClusterServer({
    store,
    clock,
    random: seededRandom(1),
    log: silentLogger,
    version: testVersion,
    signingKey: await newKey(),
    bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, authority: 'PEM' },
    ...options,
  });
  await cluster.start();
  const answer: TestCluster['answer'] = (line, request) => cluster.server.handle(requestOf(line, request));
  return {
    ...cluster,
    clock,
    store,
    answer,
    async call(line, body, request = {}) {
      const answered = await answer(line, body === undefined ? request : { ...request, body });
      if (answered.type === 'list') {
        const { apiVersion, kind, metadata, items } = answered;
        return {
          code: 200,
          body: { apiVersion, kind, metadata, items: Array.from(items, ({ object }) => object) } as unknown as TestBody,
        };
      }
      if (answered.type !== 'object') return { code: answered.type === 'raw' ? answered.status : 0, body: {} };
      return { code: answered.status, body: answered.object as KubeObject as TestBody };
    },
    async [Symbol.asyncDispose]() {
      await cluster.close();
      await store[Symbol.asyncDispose]();
    },
  };
}
