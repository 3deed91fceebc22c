/**
 * Kubernetes' WebSocket protocol for exec and attach: each message is one byte of channel and its data.
 * v5 adds a message that closes a channel; before v4 the error channel carries plain text.
 */

export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Newest first: the server takes the first that the client offers too. */
export const execProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
] as const;

export type ExecProtocol = (typeof execProtocols)[number];

export const portForwardTunnel = 'SPDY/3.1+portforward.k8s.io';

/** The protocol for a list of offers; undefined when none is known. */
export function chooseProtocol<P extends string>(offers: Iterable<string>, known: readonly P[]): P | undefined {
  const offered = new Set(offers);
  return known.find((protocol) => offered.has(protocol));
}

/** A message for the client: the channel's byte and the data. */
export function channelMessage(number: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(data.length + 1);
  message[0] = number;
  message.set(data, 1);
  return message;
}

export type ChannelInput =
  | { readonly type: 'data'; readonly channel: number; readonly data: Uint8Array }
  | { readonly type: 'close'; readonly channel: number }
  | { readonly type: 'invalid' };

/** What a client's message means. An empty message is allowed and means nothing. */
export function parseChannelMessage(message: Uint8Array, protocol: ExecProtocol): ChannelInput {
  const [number, closed] = message;
  if (number === undefined) return { type: 'invalid' };
  if (number === channel.close && protocol === 'v5.channel.k8s.io' && message.length === 2 && closed !== undefined)
    return { type: 'close', channel: closed };
  if (number !== channel.stdin && number !== channel.resize) return { type: 'invalid' };
  return { type: 'data', channel: number, data: message.subarray(1) };
}
