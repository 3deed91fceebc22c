/** Calls to an etcd cluster: one channel per member. One member is used until it does not respond, then the next one. */
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type Clock, present } from '@kubets/base';
import { callUnary, isServiceError, openStream } from '@kubets/grpc/calls/platform';
import { Client, type ClientDuplexStream, credentials as grpcCredentials, Metadata } from '@kubets/grpc/platform';
import { StoreFailedError } from '@kubets/storage';
import { isStaleLogin, isTransient, storeError, wasNotTaken } from './failures.ts';
import { methodOf } from './schema.ts';

export interface EtcdTls {
  /** PEM: the certificate authority (default: the host's authorities), and the client certificate. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface EtcdMembersOptions {
  /** `host:port` of each member. */
  readonly endpoints: readonly string[];
  /** Absent: no TLS. */
  readonly tls?: EtcdTls;
  readonly login?: { readonly name: string; readonly password: string };
  /** The member to start with, to distribute several servers. Default: the first. */
  readonly first?: number;
  readonly clock: Clock;
  /** How long a call is retried before it fails (milliseconds). Default 15 s. */
  readonly patience?: number;
}

/**
 * The timeout of one attempt (milliseconds). etcd cancels a write after 7 s. A read is retried with another member sooner, because a
 * leader's Lease must survive an unresponsive member.
 */
const attemptTime = { read: 4000, write: 8000 } as const;
const retryPauseMs = 100;

const channelOptions = {
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  // A restarted member responds again soon.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2000,
  // Keepalive detects broken connections. etcd disconnects clients that ping more often than every 5 s.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
};

/**
 * TLS server names cannot be IP addresses. A server with an IP address gets a placeholder name, and its certificate is checked
 * against the address.
 */
function clientOf(endpoint: string, tls: EtcdTls | undefined): Client {
  if (tls === undefined) return new Client(endpoint, grpcCredentials.createInsecure(), channelOptions);
  const { ca = null, cert = null, key = null } = tls;
  const host = endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0) return new Client(endpoint, grpcCredentials.createSsl(ca, key, cert), channelOptions);
  const verify = { checkServerIdentity: (_: string, peer: PeerCertificate) => checkServerIdentity(host, peer) };
  const secure = grpcCredentials.createSsl(ca, key, cert, verify);
  return new Client(endpoint, secure, { ...channelOptions, 'grpc.ssl_target_name_override': 'etcd' });
}

/** Metadata that makes a member without a leader fail immediately and end its streams. gRPC modifies copies only. */
const withLeader = new Metadata();
withLeader.set('hasleader', 'true');

/** `read`: retried until the timeout. `write`: retried only if nothing was executed. */
type CallKind = 'read' | 'write';

export class EtcdMembers implements Disposable {
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #login: EtcdMembersOptions['login'];
  readonly #clients: readonly Client[];
  #member: number;
  #token: Promise<string> | undefined;
  #closed = false;

  constructor({ endpoints, tls, login, clock, first = 0, patience = 15_000 }: EtcdMembersOptions) {
    this.#member = first;
    this.#clock = clock;
    this.#login = login;
    this.#patience = patience;
    this.#clients = endpoints.map((endpoint) => clientOf(endpoint, tls));
  }

  /**
   * Calls a method. Rejects with a ServiceError if etcd refuses the request, with the error of `check` (which runs before each
   * attempt), or with store errors.
   */
  async call<R>(kind: CallKind, name: string, request: object, check?: () => void): Promise<R> {
    const end = this.#clock.monotonic() + this.#patience;
    for (let loggedInAgain = false; ; ) {
      const member = this.#member;
      try {
        const metadata = await this.#metadata();
        check?.();
        return await this.#attempt<R>(
          name,
          request,
          metadata,
          Math.min(end, this.#clock.monotonic() + attemptTime[kind]),
        );
      } catch (error) {
        if (!isServiceError(error)) throw error;
        if (this.#closed) throw new StoreFailedError('the store is closed');
        if (isStaleLogin(error) && this.#login && !loggedInAgain) {
          loggedInAgain = true;
          this.#token = undefined;
          continue;
        }
        if (!isTransient(error)) throw error;
        this.#leave(member);
        const again = kind === 'read' || wasNotTaken(error);
        if (!again || this.#clock.monotonic() + retryPauseMs >= end) throw storeError(error);
        await this.#clock.sleep(retryPauseMs);
      }
    }
  }

  /** Opens a stream to the current member. */
  async stream<R>(name: string): Promise<{ readonly member: number; readonly stream: ClientDuplexStream<object, R> }> {
    const metadata = await this.#metadata();
    const member = this.#member;
    const stream = openStream<R>(this.#client(member), methodOf(name), metadata);
    return { member, stream };
  }

  /** Switches to the next member, unless that happened already, and requests a new auth token. */
  leave(member: number): void {
    this.#leave(member);
    this.#token = undefined;
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const client of this.#clients) client.close();
  }

  #leave(member: number): void {
    if (this.#member === member) this.#member = (member + 1) % this.#clients.length;
  }

  #client(member: number): Client {
    if (this.#closed) throw new StoreFailedError('the store is closed');
    return present(this.#clients[member], 'an etcd member');
  }

  #metadata(): Metadata | Promise<Metadata> {
    return this.#login === undefined ? withLeader : this.#withLogin(this.#login);
  }

  async #withLogin({ name, password }: { readonly name: string; readonly password: string }): Promise<Metadata> {
    const metadata = withLeader.clone();
    this.#token ??= this.#attempt<{ readonly token: string }>(
      'Auth/Authenticate',
      { name, password },
      new Metadata(),
      this.#clock.monotonic() + attemptTime.read,
    ).then(({ token }) => token);
    const token = this.#token;
    try {
      metadata.set('token', await token);
    } catch (error) {
      if (this.#token === token) this.#token = undefined;
      throw error;
    }
    return metadata;
  }

  #attempt<R>(name: string, request: object, metadata: Metadata, end: number): Promise<R> {
    const time = Math.max(1, end - this.#clock.monotonic());
    const deadline = this.#clock.now() + time;
    return callUnary<R>(this.#client(this.#member), methodOf(name), request, { deadline, metadata });
  }
}
