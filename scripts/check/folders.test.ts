/** Cycles of folders are found whatever the files do, and only them. */
import { describe, expect, it } from 'vitest';
import { folderCycles } from './folders.ts';
import type { Source } from './sources.ts';

/** Sources from `path: specifiers`. */
const sources = (files: Readonly<Record<string, readonly string[]>>): Source[] =>
  Object.entries(files).map(([path, specifiers]) => ({
    path,
    text: '',
    code: '',
    imports: specifiers.map((specifier) => ({ specifier, line: 1, typeOnly: false })),
  }));

describe('folderCycles', () => {
  it('finds two folders that import each other, though no file does', () => {
    const found = folderCycles(
      sources({ 'p/src/a/x.ts': ['../b/y.ts'], 'p/src/a/w.ts': [], 'p/src/b/y.ts': [], 'p/src/b/z.ts': ['../a/w.ts'] }),
    );
    expect(found).toEqual([
      'cycle of folders in p/src: a → b → a (p/src/a/x.ts → p/src/b/y.ts, p/src/b/z.ts → p/src/a/w.ts)',
    ]);
  });

  it('finds a folder and a file beside it that import each other', () => {
    const found = folderCycles(
      sources({ 'p/src/a.ts': ['./b/y.ts'], 'p/src/b/y.ts': [], 'p/src/b/z.ts': ['../a.ts'] }),
    );
    expect(found).toHaveLength(1);
  });

  it.each([
    [
      'folders in one direction',
      { 'p/src/a/x.ts': ['../b/y.ts', '../c.ts'], 'p/src/b/y.ts': ['../c.ts'], 'p/src/c.ts': [] },
    ],
    ['a folder whose files import each other', { 'p/src/a/x.ts': ['./y.ts'], 'p/src/a/y.ts': [] }],
    ['a cycle that only a test closes', { 'p/src/a/x.ts': ['../b/y.ts'], 'p/src/b/y.test.ts': ['../a/x.ts'] }],
    ['imports of packages', { 'p/src/a/x.ts': ['@kubets/base'], 'p/src/b/y.ts': ['node:fs'] }],
  ])('accepts %s', (_, files) => {
    expect(folderCycles(sources(files as Record<string, string[]>))).toEqual([]);
  });

  it('accepts a cycle of an allowed directory, and reports an allowed directory without one', () => {
    const files = sources({ 'p/src/a/x.ts': ['../b/y.ts'], 'p/src/b/y.ts': ['../a/x.ts'] });
    expect(folderCycles(files, ['p/src'])).toEqual([]);
    expect(folderCycles(files, ['p/src', 'q/src'])).toEqual([
      'q/src has no cycle of folders: remove it from workspaces.json',
    ]);
  });
});
