/** Splits a response body into WebSocket messages, as upstream does. */
import { concatenate } from './chunks.ts';

/** A text message is sent as text; its bytes are UTF-8. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly text: boolean;
}

/** Messages for the bytes so far, in order; an incomplete message is kept for the next call. */
export type Cutter = (part: Uint8Array) => readonly Message[];

const nothing: Uint8Array = new Uint8Array(0);
const lineFeed = 0x0a;

/** Each line of JSON is a message, including its line feed. */
function lines(): Cutter {
  let rest = nothing;
  return (part) => {
    const messages: Message[] = [];
    let start = 0;
    for (let end = part.indexOf(lineFeed); end >= 0; end = part.indexOf(lineFeed, start)) {
      const line = part.subarray(start, end + 1);
      messages.push({ bytes: rest.length === 0 ? line : concatenate([rest, line]), text: true });
      rest = nothing;
      start = end + 1;
    }
    if (start < part.length) rest = concatenate([rest, part.subarray(start)]);
    return messages;
  };
}

const prefixBytes = 4;

/** Each message follows its length, four bytes in big-endian order; the length is not sent. */
function lengthDelimited(): Cutter {
  let rest = nothing;
  return (part) => {
    const bytes = rest.length === 0 ? part : concatenate([rest, part]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const messages: Message[] = [];
    let start = 0;
    while (start + prefixBytes <= bytes.length) {
      const end = start + prefixBytes + view.getUint32(start);
      if (end > bytes.length) break;
      messages.push({ bytes: bytes.subarray(start + prefixBytes, end), text: false });
      start = end;
    }
    rest = bytes.slice(start);
    return messages;
  };
}

/** The messages of a watch answer with this content type. */
export function watchCutter(contentType: string): Cutter {
  return contentType.includes('protobuf') ? lengthDelimited() : lines();
}

/** The subprotocols for a byte stream. Without one, it is sent unchanged, as with `binary.k8s.io`. */
export const streamProtocols = ['binary.k8s.io', 'base64.binary.k8s.io'] as const;

/** Upstream's buffer size: some clients do not accept large messages. */
const maxMessageBytes = 2048;
const utf8 = new TextEncoder();

const base64 = (bytes: Uint8Array): Uint8Array => utf8.encode(btoa(String.fromCharCode(...bytes)));

/** Bytes as they arrive, in pieces; base64 is sent as text. */
export function streamCutter(protocol: string): Cutter {
  const text = protocol === 'base64.binary.k8s.io';
  return (part) => {
    const messages: Message[] = [];
    for (let start = 0; start < part.length; start += maxMessageBytes) {
      const piece = part.subarray(start, start + maxMessageBytes);
      messages.push({ bytes: text ? base64(piece) : piece, text });
    }
    return messages;
  };
}
