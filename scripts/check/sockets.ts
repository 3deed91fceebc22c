/** Sockets enter product code only through `packages/foundation/base/src/platform`, which gives each its error listener at once. */
import type { Source } from './sources.ts';

const isProduct = (path: string): boolean =>
  path.startsWith('packages/') &&
  !path.startsWith('packages/foundation/base/src/platform/') &&
  !/(\.test|\/testing|-testing)\.ts$|\/testing\//.test(path);

/** Exports that create sockets, by module. Type imports are allowed. */
const forbiddenImports: Readonly<Record<string, readonly string[]>> = {
  'node:http': ['get', 'request'],
  'node:https': ['get', 'request'],
  'node:http2': ['connect'],
  'node:net': ['connect', 'createConnection', 'Socket'],
  'node:tls': ['connect', 'TLSSocket'],
  ws: ['WebSocket'],
};

/** Events and calls that provide a socket without an error listener. */
const forbiddenText =
  /\.(?:on|once|addListener|prependListener|prependOnceListener)\(\s*['"`](?:upgrade|connection|secureConnection|session|stream)['"`]|\.handleUpgrade\(|\bnew WebSocket\(/g;

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

function importViolations({ path, text }: Source): string[] {
  const pattern = /^import\s+(type\s+)?([^'";]*?)\s+from\s+'([^']+)'/gm;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [, typeOnly, clause = '', from = ''] = match;
    const forbidden = forbiddenImports[from];
    if (typeOnly !== undefined || forbidden === undefined) return [];
    const where = `${path}:${lineAt(text, match.index)}`;
    if (!clause.startsWith('{')) return [`${where} imports the namespace of ${from}: import names instead`];
    const names = clause.slice(1, -1).split(',');
    return names
      .map((each) => each.trim().split(/\s+as\s+/)[0] ?? '')
      .filter((name) => forbidden.includes(name))
      .map((name) => `${where} imports ${name} from ${from}: use the sockets of @kubets/base/platform`);
  });
}

export function socketViolations(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => isProduct(path))
    .flatMap((source) => [
      ...importViolations(source),
      ...[...source.text.matchAll(forbiddenText)].map(
        (match) =>
          `${source.path}:${lineAt(source.text, match.index)} uses a socket directly: use @kubets/base/platform, which attaches the error listener`,
      ),
    ]);
}
