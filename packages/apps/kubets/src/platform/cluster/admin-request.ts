/** A request of the administrator to a cluster of this machine whose answer is read as it comes. */
import type { IncomingMessage } from 'node:http';
import { startRequest } from '@kubets/base/platform';
import { StatusError } from '@kubets/machinery/status-error';
import { UsageError } from '../usage-error.ts';
import { adminEntry } from './admin-client.ts';
import type { ClusterSettings } from './settings.ts';

/** An answer that stands still for so long (milliseconds) will not go on. */
const idleLimit = 60_000;
const longestStatus = 2 ** 20;

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) {
    text += part;
    if (text.length > longestStatus) break;
  }
  return text;
}

function failureOf(status: number, text: string): Error {
  try {
    const found = JSON.parse(text);
    if (found?.kind === 'Status') return new StatusError(found);
  } catch {
    // No Status: it is shown as it is.
  }
  return new UsageError(`the cluster answers with ${status}: ${text.trim()}`);
}

/** Rejects with StatusError for what the server refuses. The answer errs when it breaks off. */
export async function adminRequest(
  settings: ClusterSettings,
  method: 'GET' | 'POST',
  path: string,
  /** How long the server may take to begin its answer (milliseconds). */
  patience = idleLimit,
): Promise<IncomingMessage> {
  const { server, ca, cert, key } = await adminEntry(settings);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = startRequest(new URL(path, server), { method, ca, cert, key, agent: false }, reject);
  const idle = (): void => {
    asked.destroy(new UsageError(`the cluster has said nothing for ${patience / 1000} s`));
  };
  asked.once('response', resolve).setTimeout(patience, idle).end();
  const answer = await promise;
  const { statusCode = 0 } = answer;
  if (statusCode >= 400) throw failureOf(statusCode, await textOf(answer));
  return answer;
}

export async function adminJson<T>(
  settings: ClusterSettings,
  method: 'GET' | 'POST',
  path: string,
  patience?: number,
): Promise<T> {
  return JSON.parse(await textOf(await adminRequest(settings, method, path, patience)));
}
