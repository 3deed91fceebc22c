/** HTTP/2 sessions and streams with an error listener from the start: see `sockets.ts`. */
import {
  type ClientHttp2Session,
  type ClientSessionOptions,
  connect,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type SecureClientSessionOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { type Failed, withErrorListener } from './sockets.ts';

/** Calls `taken` for each HTTP/2 connection that the server accepts. */
export function takeSessions(
  server: Http2SecureServer,
  failed: Failed,
  taken: (session: ServerHttp2Session) => void,
): void {
  server.on('session', (session) => taken(withErrorListener(session, failed)));
}

export type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
) => void;

/** Calls `taken` for each HTTP/2 request. */
export function takeStreams(server: Http2SecureServer, failed: Failed, taken: StreamListener): void {
  server.on('stream', (stream, headers, flags, rawHeaders: readonly string[] = []) =>
    taken(withErrorListener(stream, failed), headers, flags, rawHeaders),
  );
}

/** Connects to an HTTP/2 server. */
export function dialSession(
  authority: string,
  options: ClientSessionOptions | SecureClientSessionOptions,
  failed: Failed,
): ClientHttp2Session {
  return withErrorListener(connect(authority, options), failed);
}
