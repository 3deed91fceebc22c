/** One upgraded request: picks the client's protocol, opens the runtime's stream, and joins the two. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ContainerRuntime, RuntimeError } from '@kubets/cri/runtime';
import type { WebSocket } from 'ws';
import { chooseProtocol, type ExecProtocol, execProtocols, portForwardTunnel } from '../../streaming/channels.ts';
import { bridgeExec, type StreamWishes } from './exec-websocket.ts';
import { answerUpgrade, joinWebSocket } from './joined-sockets.ts';
import { SpdySession } from './spdy-session.ts';
import { dialUpgrade } from './upgrade.ts';

export interface StreamTarget {
  readonly type: 'exec' | 'attach' | 'portForward';
  /** The container's id; for port-forward the sandbox's. */
  readonly id: string;
}

export interface StreamRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly query: URLSearchParams;
  readonly runtime: ContainerRuntime;
  readonly target: StreamTarget;
  /** Completes the WebSocket handshake. */
  accept(): WebSocket;
  /** Receives errors that occur after the response was sent. */
  failed(error: unknown): void;
}

/** The protocols of exec over SPDY, newest first, without the end of input that only WebSocket v5 has to spell out. */
const spdyExecProtocols = execProtocols.filter((protocol) => protocol !== 'v5.channel.k8s.io');

/** What may be agreed on in a WebSocket handshake. */
export function chooseWebSocketProtocol(offers: Iterable<string>): string | undefined {
  return chooseProtocol(offers, [...execProtocols, portForwardTunnel]);
}

const yes = (value: string | null): boolean => value === 'true' || value === '1';

/** The kubelet's own names of the streams, and those of the API. */
function wishesOf(query: URLSearchParams): StreamWishes {
  const wanted = (...names: readonly string[]): boolean => names.some((name) => yes(query.get(name)));
  const tty = wanted('tty');
  return {
    stdin: wanted('input', 'stdin'),
    stdout: wanted('output', 'stdout'),
    stderr: wanted('error', 'stderr') && !tty,
    tty,
  };
}

function portsOf(query: URLSearchParams): number[] {
  return query
    .getAll('port')
    .flatMap((text) => text.split(','))
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536);
}

async function runtimeUrl({ runtime, target, query }: StreamRequest, wishes: StreamWishes): Promise<string> {
  if (target.type === 'portForward') return (await runtime.portForward(target.id, portsOf(query))).url;
  if (!(wishes.stdin || wishes.stdout || wishes.stderr))
    throw new RuntimeError('InvalidArgument', 'you must specify at least 1 of stdin, stdout, stderr');
  if (target.type === 'attach') return (await runtime.attach(target.id, wishes)).url;
  return (await runtime.exec(target.id, { ...wishes, command: query.getAll('command') })).url;
}

function offeredProtocols(request: IncomingMessage, header: string): string[] {
  return [request.headers[header] ?? []].flat().flatMap((value) => value.split(',').map((each) => each.trim()));
}

async function overWebSocket(stream: StreamRequest, wishes: StreamWishes): Promise<void> {
  const offers = offeredProtocols(stream.request, 'sec-websocket-protocol');
  const protocol = chooseWebSocketProtocol(offers);
  const forward = stream.target.type === 'portForward';
  if (protocol === undefined || (protocol === portForwardTunnel) !== forward)
    throw new RuntimeError(
      'InvalidArgument',
      `unable to upgrade: none of the protocols is supported: ${offers.join(', ')}`,
    );
  const url = await runtimeUrl(stream, wishes);
  const upgraded = await dialUpgrade(url, forward ? ['portforward.k8s.io'] : spdyExecProtocols);
  let client: WebSocket;
  try {
    client = stream.accept();
  } catch (error) {
    upgraded.socket.destroy();
    throw error;
  }
  if (forward) joinWebSocket(client, upgraded);
  else {
    const session = new SpdySession(upgraded.socket, upgraded.head);
    await bridgeExec(client, session, protocol as ExecProtocol, wishes).catch(stream.failed);
  }
}

/** Rejects before anything is answered when the runtime refuses; afterwards failures close the connections. */
export async function streamRequest(stream: StreamRequest): Promise<void> {
  const wishes = wishesOf(stream.query);
  if (stream.request.headers.upgrade?.toLowerCase() === 'websocket') {
    await overWebSocket(stream, wishes);
    return;
  }
  const url = await runtimeUrl(stream, wishes);
  const upgraded = await dialUpgrade(url, offeredProtocols(stream.request, 'x-stream-protocol-version'));
  answerUpgrade(stream.socket, stream.head, upgraded);
}
