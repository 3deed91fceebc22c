/** Sends an administrator's request to a cluster on this machine, and streams the response. */
import type { IncomingMessage } from 'node:http';
import { startRequest } from '@kubets/base/platform';
import { StatusError } from '@kubets/machinery/status-error';
import { UsageError } from '../usage-error.ts';
import { adminEntry } from './admin-client.ts';
import type { ClusterSettings } from './settings.ts';

/** A response that makes no progress for this long is given up. */
const idleTimeoutMs = 60_000;
const maxStatusLength = 2 ** 20;

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) {
    text += part;
    if (text.length > maxStatusLength) break;
  }
  return text;
}

function failureOf(status: number, text: string): Error {
  try {
    const found = JSON.parse(text);
    if (found?.kind === 'Status') return new StatusError(found);
  } catch {
    // Not a Status: the text is shown unchanged.
  }
  return new UsageError(`the API server responded with HTTP status ${status}: ${text.trim()}`);
}

/** Rejects with StatusError if the server refuses the request. The response emits an error if the connection is lost. */
export async function adminRequest(
  settings: ClusterSettings,
  method: 'GET' | 'POST',
  path: string,
  /** How long the server may take to start its response, and then between two parts of it. */
  timeoutMs = idleTimeoutMs,
): Promise<IncomingMessage> {
  const { server, ca, cert, key } = await adminEntry(settings);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = startRequest(new URL(path, server), { method, ca, cert, key, agent: false }, reject);
  const idle = (): void => {
    asked.destroy(new UsageError(`the API server sent no data for ${timeoutMs / 1000} s`));
  };
  asked.once('response', resolve).setTimeout(timeoutMs, idle).end();
  const answer = await promise;
  const { statusCode = 0 } = answer;
  if (statusCode >= 400) throw failureOf(statusCode, await textOf(answer));
  return answer;
}

export async function adminJson<T>(
  settings: ClusterSettings,
  method: 'GET' | 'POST',
  path: string,
  timeoutMs?: number,
): Promise<T> {
  return JSON.parse(await textOf(await adminRequest(settings, method, path, timeoutMs)));
}
