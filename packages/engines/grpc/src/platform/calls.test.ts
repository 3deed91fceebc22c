/** Calls to a server on the loopback address. */
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { afterEach, expect, it } from 'vitest';
import { callServerStream, callUnary, type Method } from './calls.ts';
import { Client, credentials, Metadata } from './library.ts';
import { type Codec, createCodecs } from './messages.ts';

const text: Codec = createCodecs(
  [{ name: 'test', messages: { Text: [{ name: 'text', num: 1, type: 'string' }] }, enums: {} }],
  { fields: 'wire', enums: 'numbers' },
)('test.Text');
interface Text {
  readonly text: string;
}
const method = (name: string): Method => ({ path: `/test.Echo/${name}`, request: text, response: text });

const definition = (name: string, responseStream: boolean) => ({
  path: `/test.Echo/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: text.encode,
  requestDeserialize: (bytes: Buffer) => text.decode(bytes) as Text,
  responseSerialize: text.encode,
  responseDeserialize: (bytes: Buffer) => text.decode(bytes) as Text,
});

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** `Say` returns the text and the caller's name, `Never` does not respond, `Count` sends two messages and does not end. */
async function connected(): Promise<Client> {
  const server = new Server();
  server.addService(
    { Say: definition('Say', false), Never: definition('Never', false), Count: definition('Count', true) },
    {
      Say: ({ request, metadata }: ServerUnaryCall<Text, Text>, done: sendUnaryData<Text>) =>
        request.text === 'no'
          ? done({ code: status.NOT_FOUND, details: 'no such text' })
          : done(null, { text: `${request.text} ${metadata.get('caller').join()}` }),
      Never: () => undefined,
      Count: (call: ServerWritableStream<Text, Text>) => {
        call.write({ text: '1' });
        call.write({ text: '2' });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  open.push(() => {
    client.close();
    server.forceShutdown();
  });
  return client;
}

const soon = (): { deadline: number } => ({ deadline: Date.now() + 60_000 });

it('callUnary resolves with the response and sends metadata', async () => {
  const client = await connected();
  const metadata = new Metadata();
  metadata.set('caller', 'me');
  expect(await callUnary<Text>(client, method('Say'), { text: 'hello' }, soon())).toEqual({ text: 'hello ' });
  expect(await callUnary<Text>(client, method('Say'), { text: 'hello' }, { ...soon(), metadata })).toEqual({
    text: 'hello me',
  });
});

it('callUnary rejects with the error of the server', async () => {
  const client = await connected();
  await expect(callUnary(client, method('Say'), { text: 'no' }, soon())).rejects.toMatchObject({
    code: status.NOT_FOUND,
    details: 'no such text',
  });
});

it('callUnary rejects after the deadline', async () => {
  const client = await connected();
  await expect(callUnary(client, method('Never'), {}, { deadline: Date.now() - 1 })).rejects.toMatchObject({
    code: status.DEADLINE_EXCEEDED,
  });
});

it('callServerStream yields messages and ends when the signal aborts', async () => {
  const client = await connected();
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const each of callServerStream<Text>(client, method('Count'), {}, stop.signal)) {
    seen.push(each.text);
    if (seen.length === 2) stop.abort();
  }
  expect(seen).toEqual(['1', '2']);
});
