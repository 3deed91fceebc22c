/**
 * What no component may do by itself (time, timers, randomness, console, bare errors), what the generic API server may not know, and how
 * long a file may be.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Source } from './sources.ts';

const maxLinesOfCode = 400;

interface Ban {
  readonly pattern: RegExp;
  readonly say: string;
  /** Whether strings and comments are searched too. */
  readonly inStrings?: boolean;
  /** The files it applies to. Default: product code. */
  readonly on?: (path: string) => boolean;
}

const isTest = (path: string): boolean => path.endsWith('.test.ts');
const isProduct = (path: string): boolean => path.startsWith('packages/') && !isTest(path);
/** `base` wraps the clock and the random generator of the host. */
const aboveBase = (path: string): boolean => isProduct(path) && !path.startsWith('packages/foundation/base/');

/** Support of tests: conformance kits, test servers, processes that a test starts. */
const isTestSupport = (path: string): boolean =>
  /\/(testing|conformance)\/|[/-](testing|child)\.ts$|\/crash-[\w-]+\.ts$/.test(path);
/** Where a process or a thread starts and the clock and the random generator are handed to the components. */
const isAssembly = (path: string): boolean =>
  path.startsWith('packages/apps/kubets/src/platform/') || path.endsWith('/platform/workers/worker.ts');
const takesClockAndRandom = (path: string): boolean => aboveBase(path) && !isTestSupport(path) && !isAssembly(path);

/** What it knows of a kind is in the kind's definition. The paths of namespaces and impersonation are part of the API itself. */
const genericServer =
  /^packages\/server\/apiserver\/src\/(access|admission|decode|discovery|engine|flow-control|metrics|operations|pipeline|responses)\//;
const inGenericServer = (path: string): boolean => isProduct(path) && genericServer.test(path);

/** A string that is the plural (`jobs`, `jobs.batch`) or the kind (`Job`) of a built-in resource. */
function resourceName(): RegExp {
  const facts = resolve(import.meta.dirname, '../../packages/api/api/facts/resources.json');
  const { resources } = JSON.parse(readFileSync(facts, 'utf8')) as {
    readonly resources: readonly { readonly group: string; readonly kind: string; readonly plural: string }[];
  };
  const names = resources.flatMap(({ group, kind, plural }) => [kind, plural, `${plural}.${group}`]);
  return new RegExp(`(['"\`])(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})\\1`);
}

const bans: readonly Ban[] = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime\b/,
    say: 'reads the time: take a Clock',
    on: aboveBase,
  },
  { pattern: /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/, say: 'sets a timer: take a Clock', on: aboveBase },
  {
    pattern: /\bMath\.random\(|\b(randomUUID|getRandomValues|randomBytes|randomFill|randomFillSync|randomInt)\(/,
    say: 'draws randomness: take a Random',
    on: aboveBase,
  },
  { pattern: /\bAbortSignal\.timeout\(/, say: 'sets a deadline: use withDeadline of base with a Clock', on: aboveBase },
  {
    pattern: /\bsystem(Clock|Random)\b/,
    say: 'chooses its own clock or random generator: take a Clock or a Random as an argument',
    on: takesClockAndRandom,
  },
  { pattern: /\bnew Error\(/, say: 'makes a bare Error: StatusError, a named error or invariant' },
  { pattern: /\bconsole\./, say: 'writes to the console: take a Logger' },
  { pattern: /:\s*any\b|<any>|\bas any\b/, say: 'uses any' },
  {
    pattern: resourceName(),
    say: 'names a kind: what is particular to it belongs to its strategy (packages/api/api)',
    inStrings: true,
    on: inGenericServer,
  },
  { pattern: /\b(it|test|describe)\.(only|todo)\(/, say: 'leaves a test alone or undone', on: isTest },
];

function linesOfCode(code: string): number {
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

function bansIn(source: Source): string[] {
  const code = source.code.split('\n');
  const text = source.text.split('\n');
  return bans
    .filter((ban) => (ban.on ?? isProduct)(source.path))
    .flatMap((ban) =>
      (ban.inStrings === true ? text : code).flatMap((line, index) =>
        ban.pattern.test(line) ? [`${source.path}:${index + 1} ${ban.say}`] : [],
      ),
    );
}

export function banViolations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const found = bansIn(source);
    const length = linesOfCode(source.code);
    if (length > maxLinesOfCode)
      found.push(`${source.path} has ${length} lines of code; ${maxLinesOfCode} is the limit`);
    if (!/^\s*(#!.*\n)?\/[*/]/.test(source.text)) found.push(`${source.path} does not open with what it is for`);
    return found;
  });
}
