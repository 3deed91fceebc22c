/** Code is reached through every way that modules have of referring to each other, and through none else. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleFacts } from './module-graph.ts';
import { unreachedProblems } from './unreached-code.ts';

const resolve = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? join(dirname(from), specifier) : undefined;

/** Problems of a program `main.ts` and other files; `exceptions` as in unreached.json. */
function problems(
  files: Readonly<Record<string, string>>,
  exceptions: readonly { readonly path: string; readonly exports?: readonly string[] }[] = [],
): readonly string[] {
  const modules = new Map(Object.entries(files).map(([path, text]) => [path, moduleFacts(path, text)]));
  const settings = {
    programs: [{ what: 'the program', path: 'main.ts' }],
    exceptions: exceptions.map((each) => ({ ...each, reason: 'because' })),
  };
  return unreachedProblems(modules, settings, resolve);
}

const two = 'export const a = 1; export function b() {}';

describe('unreachedProblems', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['an import', { 'main.ts': "import { a, b } from './x.ts'; a; b();", 'x.ts': two }],
    ['an import under another name', { 'main.ts': "import { a as c, b } from './x.ts'; c; b();", 'x.ts': two }],
    ['all names of a module', { 'main.ts': "import * as x from './x.ts'; x;", 'x.ts': two }],
    ['a late import', { 'main.ts': "export const f = async () => (await import('./x.ts')).a;", 'x.ts': two }],
    ['an export of the program', { 'main.ts': "export { a, b as c } from './x.ts';", 'x.ts': two }],
    ['all exports of the program', { 'main.ts': "export * from './x.ts';", 'x.ts': two }],
    [
      'a barrel',
      {
        'main.ts': "import { a, b } from './barrel.ts'; a; b();",
        'barrel.ts': "export { a } from './x.ts'; export * from './x.ts';",
        'x.ts': two,
      },
    ],
    [
      'a chain',
      {
        'main.ts': "import { b } from './x.ts'; b();",
        'x.ts': 'export const a = 1; export function b() { return a; }',
      },
    ],
    [
      'a type',
      {
        'main.ts': "import type { T } from './x.ts'; export const t: T = 1;",
        'x.ts': 'export type T = U; export type U = 1;',
      },
    ],
    ['effects of loading', { 'main.ts': "import './x.ts';", 'x.ts': 'export const a = 1; start(a);' }],
    [
      'a pattern',
      { 'main.ts': "import { a } from './x.ts'; a;", 'x.ts': 'export const { a, ...rest } = { a: 1 }; rest;' },
    ],
  ])('reaches code by %s', (_, files) => {
    expect(problems(files)).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['that nothing imports', { 'main.ts': '', 'x.ts': 'export const a = 1;' }, 'no program reaches a of x.ts'],
    [
      'that only a barrel exports',
      { 'main.ts': "import { a } from './barrel.ts'; a;", 'barrel.ts': "export * from './x.ts';", 'x.ts': two },
      'no program reaches b of x.ts',
    ],
    [
      'that only unreached code uses',
      { 'main.ts': '', 'x.ts': "import { a } from './y.ts'; export const c = a;", 'y.ts': 'export const a = 1;' },
      'no program reaches a of y.ts',
    ],
    [
      'whose name is only that of a member',
      { 'main.ts': "import { a } from './x.ts'; a.b; export const o = { b: 1 };", 'x.ts': two },
      'no program reaches b of x.ts',
    ],
    [
      'that is imported and not used',
      { 'main.ts': "import { a, b } from './x.ts'; a;", 'x.ts': two },
      'no program reaches b of x.ts',
    ],
  ])('finds code %s', (_, files, problem) => {
    expect(problems(files)).toContain(problem);
  });

  it('leaves an exception alone, with everything that it needs', () => {
    const files = { 'main.ts': '', 'later/x.ts': "import { a } from '../y.ts'; export const c = a;", 'y.ts': two };
    expect(problems(files, [{ path: 'later/' }])).toEqual(['no program reaches b of y.ts']);
    expect(problems(files, [{ path: 'later/' }, { path: 'y.ts', exports: ['b'] }])).toEqual([]);
  });

  it('reports exceptions that are none, and programs that are not there', () => {
    const files = { 'main.ts': "import { a } from './x.ts'; a;", 'x.ts': 'export const a = 1;' };
    expect(problems(files, [{ path: 'x.ts', exports: ['a'] }, { path: 'gone/' }])).toEqual([
      'x.ts: a is reached or gone: remove it from unreached.json',
      'gone/ is reached or gone: remove it from unreached.json',
    ]);
    expect(
      unreachedProblems(new Map(), { programs: [{ what: 'it', path: 'no.ts' }], exceptions: [] }, resolve),
    ).toEqual(['unreached.json: no file no.ts']);
  });
});
