/** `/healthz`, `/livez`, `/readyz`: the named checks as text, in upstream's format. */
import { messageOf } from '@kubets/base';
import type { ApiAnswer } from '../requests/request.ts';

export interface HealthCheck {
  readonly name: string;
  /** The endpoints that include it; absent: all. */
  readonly endpoints?: readonly HealthEndpoint[];
  /** Rejects when unhealthy. */
  check(): void | Promise<void>;
}

type HealthEndpoint = 'healthz' | 'livez' | 'readyz';

const endpoints: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz']);

function text(status: number, body: string): ApiAnswer {
  const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache, private' };
  return { type: 'raw', status, contentType: 'text/plain; charset=utf-8', body, headers };
}

async function failureOf(check: HealthCheck): Promise<string | undefined> {
  try {
    await check.check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The client does not see the reasons, as upstream (`reason withheld`); they are passed to `report`. */
async function runChecks(
  endpoint: string,
  checks: readonly HealthCheck[],
  query: URLSearchParams,
  report: (check: string, reason: string) => void,
): Promise<ApiAnswer> {
  const excluded = new Set(query.getAll('exclude').flatMap((names) => names.split(',')));
  const lines: string[] = [];
  let failed = false;
  for (const check of checks) {
    if (excluded.delete(check.name)) {
      lines.push(`[+]${check.name} excluded: ok`);
      continue;
    }
    const failure = await failureOf(check);
    if (failure === undefined) {
      lines.push(`[+]${check.name} ok`);
      continue;
    }
    failed = true;
    report(check.name, failure);
    lines.push(`[-]${check.name} failed: reason withheld`);
  }
  if (excluded.size > 0) {
    const names = [...excluded].map((name) => JSON.stringify(name)).join(', ');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  if (failed) return text(500, `${lines.join('\n')}\n${endpoint} check failed\n`);
  return text(200, query.has('verbose') ? `${lines.join('\n')}\n${endpoint} check passed\n` : 'ok');
}

/** The answer for a health path; undefined for other paths. */
export async function healthAnswer(
  path: string,
  query: URLSearchParams,
  all: readonly HealthCheck[],
  report: (check: string, reason: string) => void,
): Promise<ApiAnswer | undefined> {
  const [, endpoint = '', ...rest] = path.split('/');
  if (!endpoints.has(endpoint)) return undefined;
  const checks = all.filter((check) => check.endpoints?.includes(endpoint as HealthEndpoint) ?? true);
  const name = rest.join('/').replace(/\/$/, '');
  if (name === '') return runChecks(endpoint, checks, query, report);
  const check = checks.find((each) => each.name === name);
  if (check === undefined) return undefined;
  const failure = await failureOf(check);
  if (failure === undefined) return text(200, 'ok');
  report(name, failure);
  return text(500, `internal server error: ${failure}\n`);
}

/** The paths that `/` lists for these checks. */
export function healthPaths(all: readonly HealthCheck[]): readonly string[] {
  return [...endpoints].flatMap((endpoint) => [
    `/${endpoint}`,
    ...all
      .filter((check) => check.endpoints?.includes(endpoint as HealthEndpoint) ?? true)
      .map((check) => `/${endpoint}/${check.name}`),
  ]);
}
