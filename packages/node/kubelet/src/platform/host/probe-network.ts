/** Probes over the host's network: HTTP, TCP and gRPC health, in the words of Go's errors. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@kubets/base';
import { dialSocket, startRequest } from '@kubets/base/platform';
import { HostError, type HttpProbeRequest, type ProbeNetwork } from '../../host/host.ts';

const maxBodyBytes = 10 * 1024;
const maxRedirects = 10;

const address = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ECONNRESET: 'read: connection reset by peer',
  ETIMEDOUT: 'i/o timeout',
};

const said = (error: NodeJS.ErrnoException): string => words[error.code ?? ''] ?? error.message;

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length > maxBodyBytes) break;
  }
  response.destroy();
  return body.slice(0, maxBodyBytes);
}

function ask(
  url: URL,
  request: HttpProbeRequest,
  clock: Clock,
): Promise<{ status: number; body: string; location?: string }> {
  const fail = (why: string): HostError => new HostError(`Get ${JSON.stringify(url.href)}: ${why}`);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      timer.cancel();
      reject(fail(`dial tcp ${address(request.host, request.port)}: ${said(error)}`));
    };
    const options = {
      agent: false,
      // A probe asks whether it answers, not who it is.
      rejectUnauthorized: false,
      headers: Object.fromEntries(request.headers.map(({ name, value }) => [name, value])),
    };
    const call = startRequest(url, options, failed);
    const timer = clock.setTimer(request.timeoutMs, () => {
      const why = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
      call.destroy();
      reject(fail(why));
    });
    call.once('response', (response) => {
      const { statusCode = 0, headers } = response;
      bodyOf(response)
        .then((body) =>
          resolve({ status: statusCode, body, ...(headers.location ? { location: headers.location } : {}) }),
        )
        .catch((error: Error) => reject(fail(error.message)))
        .finally(() => timer.cancel());
    });
    call.end();
  });
}

/** Rejects redirects that no client could follow: the target comes from the container. */
function redirected(location: string, url: URL): URL {
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (next !== undefined && ['http:', 'https:'].includes(next.protocol)) return next;
  throw new HostError(`Get ${JSON.stringify(url.href)}: failed to parse Location header ${JSON.stringify(location)}`);
}

async function http(request: HttpProbeRequest, clock: Clock): Promise<{ status: number; body: string }> {
  const scheme = request.scheme.toLowerCase();
  const path = request.path.startsWith('/') ? request.path : `/${request.path}`;
  let url = new URL(`${scheme}://${address(request.host, request.port)}${path}`);
  for (let hops = 0; ; hops++) {
    const answer = await ask(url, request, clock);
    const isRedirect = answer.status >= 300 && answer.status < 400 && answer.location !== undefined;
    if (!isRedirect || hops === maxRedirects) return answer;
    const next = redirected(answer.location ?? '', url);
    // Whoever is sent elsewhere got an answer: the other host is none of the probe's business.
    if (next.hostname !== url.hostname) return answer;
    url = next;
  }
}

function tcp(host: string, port: number, timeoutMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new HostError(`dial tcp ${address(host, port)}: ${why}`));
    const failed = (error: Error): void => {
      timer.cancel();
      fail(said(error));
    };
    const socket = dialSocket({ host, port }, failed);
    const timer = clock.setTimer(timeoutMs, () => {
      socket.destroy();
      fail('i/o timeout');
    });
    socket.once('connect', () => {
      timer.cancel();
      socket.destroy();
      resolve();
    });
  });
}

const servingStatus = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** HealthCheckRequest: field 1 is the service's name. */
function healthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  if (name.length === 0) return name;
  const length = name.length < 128 ? [name.length] : [(name.length & 0x7f) | 0x80, name.length >> 7];
  return Buffer.concat([Buffer.from([0x0a, ...length]), name]);
}

/** HealthCheckResponse: field 1 is the status; absent is 0. */
const healthStatus = (bytes: Buffer): string => servingStatus[bytes[0] === 0x08 ? (bytes[1] ?? 0) : 0] ?? 'UNKNOWN';

async function grpc(host: string, port: number, service: string, milliseconds: number, clock: Clock): Promise<string> {
  // Large, and few pods have such a probe.
  const { Client, credentials, status } = await import('@kubets/grpc/platform');
  const client = new Client(address(host, port), credentials.createInsecure());
  const ask = new Promise<string>((resolve, reject) => {
    const deadline = clock.now() + milliseconds;
    client.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      healthRequest,
      healthStatus,
      service,
      { deadline },
      (error, answer) => {
        if (!error) return resolve(answer ?? 'UNKNOWN');
        const target = JSON.stringify(address(host, port));
        if (error.code === status.UNIMPLEMENTED)
          return reject(
            new HostError(
              `this server does not implement the grpc health protocol (grpc.health.v1.Health): ${error.details}`,
            ),
          );
        if (error.code === status.UNAVAILABLE || error.code === status.DEADLINE_EXCEEDED)
          return reject(
            new HostError(
              `timeout: failed to connect service ${target} within ${milliseconds / 1000}s: ${error.details}`,
            ),
          );
        reject(new HostError(`error: health rpc failed: ${error.details}`));
      },
    );
  });
  return ask.finally(() => client.close());
}

const inHostError = (error: unknown): never => {
  throw error instanceof HostError ? error : new HostError((error as Error).message);
};

export function createProbeNetwork(clock: Clock): ProbeNetwork {
  return {
    // A header or an address that cannot be sent is an answer, too.
    http: (request) => http(request, clock).catch(inHostError),
    tcp: (host, port, milliseconds) => tcp(host, port, milliseconds, clock),
    grpc: (host, port, service, milliseconds) => grpc(host, port, service, milliseconds, clock),
  };
}
