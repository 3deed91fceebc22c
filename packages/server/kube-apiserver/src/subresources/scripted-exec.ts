/**
 * A complete exec session as one answer: the head of a WebSocket, then the output and the exit code of a scripted
 * command, which does not run. What the client sends meanwhile is ignored.
 */

import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import { errors } from '@kubets/machinery/status-error';

export interface ScriptedOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 to 255. */
  readonly exitCode: number;
}

/** RFC 6455. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcode = { binary: 2, close: 8 } as const;
const normalClosure = 1000;
/** The protocols that send the exit code as a Status. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const channel = { stdout: 1, stderr: 2, error: 3 } as const;

function frame(code: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const bytes = new Uint8Array(2 + extra + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | code;
  bytes[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) view.setUint16(2, length);
  if (extra === 8) view.setBigUint64(2, BigInt(length));
  bytes.set(payload, 2 + extra);
  return bytes;
}

function channelFrame(number: number, text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  const message = new Uint8Array(data.length + 1);
  message[0] = number;
  message.set(data, 1);
  return frame(opcode.binary, message);
}

function closeFrame(): Uint8Array {
  const payload = new Uint8Array(2);
  new DataView(payload.buffer).setUint16(0, normalClosure);
  return frame(opcode.close, payload);
}

/** The result of a command, in the kubelet's form. */
function outcomeOf(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

async function acceptOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(key + acceptSuffix));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** `wanted`: the streams that the client requests. Throws BadRequest for a client that uses SPDY. */
export async function scriptedExecAnswer(
  { headers }: ApiRequest,
  wanted: { readonly stdout: boolean; readonly stderr: boolean },
  { stdout, stderr, exitCode }: ScriptedOutput,
): Promise<ApiAnswer> {
  const key = headers['sec-websocket-key'];
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const protocol = protocols.find((each) => offered.includes(each));
  if (headers['upgrade']?.toLowerCase() !== 'websocket' || key === undefined || protocol === undefined)
    throw errors.badRequest(`scripted commands support only WebSocket, with ${protocols.join(' or ')}`);
  const frames = [
    ...(wanted.stdout && stdout !== '' ? [channelFrame(channel.stdout, stdout)] : []),
    ...(wanted.stderr && stderr !== '' ? [channelFrame(channel.stderr, stderr)] : []),
    channelFrame(channel.error, JSON.stringify(outcomeOf(exitCode))),
    closeFrame(),
  ];
  return {
    type: 'raw',
    status: 101,
    contentType: 'application/octet-stream',
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-accept': await acceptOf(key),
      'sec-websocket-protocol': protocol,
    },
    body: joined(frames),
  };
}
