/** How much memory clients without credentials can make a server use, and for how long. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const mebibyte = 2 ** 20;
const path = '/api/v1/namespaces/default/pods';

/** The resident memory of a process, in bytes. */
function residentBytes(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

const folder = mkdtempSync(join(tmpdir(), 'kubets-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A client in Go. It is built once. */
function goProgram(): string {
  const built = join(folder, 'client');
  if (existsSync(built)) return built;
  writeFileSync(`${built}.go`, goClient);
  const { status, stderr } = spawnSync('go', ['build', '-o', built, `${built}.go`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return built;
}

const places = [0, 1];
describe.each(places)('API server memory with %i HTTP workers', (threads) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--http-workers', String(threads)] }).up();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const trust = () => ({ ca: readFileSync(join(cluster.directory, 'data/pki/ca.crt')) });
  const session = (): ClientHttp2Session => {
    const opened = connectHttp2(`https://127.0.0.1:${cluster.port}`, trust());
    return opened.on('error', () => undefined);
  };

  it('does not retain 100 bodies of 2.5 MB on each of 4 connections without credentials, and answers them early', async () => {
    const body = Buffer.alloc(64 * 1024, 'x');
    // Allocates what any client needs before the measurement.
    await cluster.kubectl('get', 'pods');
    const before = residentBytes(cluster.pid);
    let most = before;
    const sessions = Array.from({ length: 4 }, session);
    for (const each of sessions) await once(each, 'connect');
    const answers = sessions.flatMap((each) =>
      Array.from({ length: 100 }, async () => {
        const stream = each.request({ ':method': 'POST', ':path': path, 'content-length': 4_000_000 });
        stream.on('error', () => undefined);
        const answered = once(stream, 'response') as Promise<[IncomingHttpHeaders & { ':status': number }]>;
        let sent = 0;
        const send = (): void => {
          while (sent < 2_500_000 && !stream.destroyed) {
            sent += body.length;
            if (!stream.write(body)) return void stream.once('drain', send);
          }
        };
        send();
        const [headers] = await answered;
        most = Math.max(most, residentBytes(cluster.pid));
        return headers[':status'];
      }),
    );
    expect(new Set(await Promise.all(answers))).toEqual(new Set([403]));
    for (const each of sessions) each.destroy();
    expect(most - before).toBeLessThan(100 * mebibyte);
    expect(JSON.parse(await cluster.kubectl('get', '--raw', '/version'))).toMatchObject({ major: '1' });
  });

  it('accepts other clients while many connections send incomplete headers', async () => {
    const open = Array.from({ length: 700 }, () => {
      const socket = connectTls({ host: '127.0.0.1', port: cluster.port, ...trust() });
      socket.on('error', () => undefined).once('secureConnect', () => socket.write('GET /api HTTP/1.1\r\nx-slow: '));
      return socket;
    });
    // Above 512 such connections, the oldest are closed.
    await eventually(
      () => open.filter(({ destroyed, readyState }) => destroyed || readyState === 'closed').length > 100,
      'cut off',
    );
    expect(await cluster.kubectl('get', 'namespaces', '-o', 'name')).toContain('namespace/default');
    for (const socket of open) socket.destroy();
  });

  it('is bounded for a client that does not read its lists, while others receive theirs', async () => {
    const data = { payload: 'y'.repeat(900_000) };
    for (let n = 0; n < 8; n++) {
      const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `large-${n}` }, data };
      await cluster.kubectlWith(JSON.stringify(map), 'create', '-f', '-');
    }
    // Allocates what one list needs before the measurement.
    await cluster.kubectl('get', 'configmaps', '-o', 'json');
    const before = residentBytes(cluster.pid);
    const program = join(import.meta.dirname, 'greedy-client.ts');
    const [connections, requests] = [4, 90];
    const asked = [cluster.port, join(cluster.directory, 'data/pki'), connections, requests, '/api/v1/configmaps'];
    const client = spawn(process.execPath, [program, ...asked.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      expect(String(await once(client.stdout, 'data'))).toBe('asked\n');
      client.kill('SIGSTOP');
      let most = 0;
      // Each is answered after the work of the server for the client that does not read.
      for (let n = 0; n < 10; n++) {
        expect(await cluster.kubectl('get', 'configmaps', '-o', 'name')).toContain('large-7');
        most = Math.max(most, residentBytes(cluster.pid) - before);
      }
      // The requested lists are 2600 MB. The server may buffer 16 MB for each connection, and as much again after encryption.
      expect(most).toBeLessThan(500 * mebibyte);
    } finally {
      client.kill('SIGKILL');
    }
  });

  const go = spawnSync('go', ['version']).status === 0;
  if (!go) console.log('skipped: no Go toolchain');
  const curl = spawnSync('curl', ['--version']).status === 0;
  if (!curl) console.log('skipped: no curl');

  it.runIf(curl).each(['--http1.1', '--http2'])(
    'curl %s receives the complete error while it still sends its body',
    async (version) => {
      const file = join(cluster.directory, 'body');
      writeFileSync(file, Buffer.alloc(20 * mebibyte, 'x'));
      const url = `https://127.0.0.1:${cluster.port}${path}`;
      const pki = join(cluster.directory, 'data/pki');
      const admin = ['--cert', join(pki, 'admin.crt'), '--key', join(pki, 'admin.key')];
      for (const [more, code, reason] of [
        [[], 403, 'Forbidden'],
        [['-H', 'authorization: Bearer wrong'], 401, 'Unauthorized'],
        [admin, 413, 'RequestEntityTooLarge'],
      ] as const)
        for (const expectation of [[], ['-H', 'Expect:']]) {
          const args = [
            '-s',
            '--cacert',
            join(pki, 'ca.crt'),
            version,
            '--data-binary',
            `@${file}`,
            ...expectation,
            ...more,
          ];
          const { stdout } = await promisify(execFile)('curl', [...args, url]);
          expect(JSON.parse(stdout)).toMatchObject({ kind: 'Status', code, reason });
        }
    },
  );

  it.runIf(go).each(['1', '2'])(
    'the Go client over HTTP/%s receives the complete error while it still sends its body',
    async (version) => {
      const url = `https://127.0.0.1:${cluster.port}${path}`;
      const { stdout } = await promisify(execFile)(goProgram(), [url, version]);
      expect(stdout).toBe('403 Forbidden\n'.repeat(3));
    },
  );
});

const goClient = `
package main

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

func main() {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: os.Args[2] == "2"}
	if os.Args[2] == "1" {
		transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	client := &http.Client{Transport: transport}
	for i := 0; i < 3; i++ {
		response, err := client.Post(os.Args[1], "application/json", bytes.NewReader(make([]byte, 20_000_000)))
		if err != nil {
			fmt.Println(err)
			continue
		}
		var status struct{ Reason string }
		if err := json.NewDecoder(response.Body).Decode(&status); err != nil {
			fmt.Println(err)
		}
		fmt.Println(response.StatusCode, status.Reason)
	}
}
`;
