/** Generates the tsconfig.json files of all workspaces and the references of the root from their dependencies. */
import { relative } from 'node:path';
import type { Workspace } from '../workspaces.ts';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
const platformConfig = 'tsconfig.platform.json';

/** References to the projects of a workspace: the portable one, and the one for Node.js. */
function references(from: string, workspaces: readonly Workspace[], withPlatform: boolean) {
  return workspaces.flatMap(({ path, hasShared, hasPlatform }) => {
    const to = from === '' ? path : relative(from, path);
    return [
      ...(hasShared ? [{ path: to }] : []),
      ...(withPlatform && hasPlatform ? [{ path: `${to}/${platformConfig}` }] : []),
    ];
  });
}

function ofWorkspace(workspace: Workspace, all: readonly Workspace[]): [string, string][] {
  const { path, hasShared, hasPlatform } = workspace;
  const used = all.filter(({ name }) => workspace.dependencies.includes(name));
  const base = relative(path, 'tsconfig.base.json');
  const shared = {
    extends: base,
    compilerOptions: { rootDir: 'src', outDir: '.types' },
    include: ['src'],
    exclude: ['src/**/platform/**/*.ts', 'src/**/*.test.ts'],
    references: references(path, used, false),
  };
  const platform = {
    extends: base,
    compilerOptions: { rootDir: 'src', outDir: '.types-platform', types: ['node'] },
    include: ['src/**/platform/**/*.ts', 'src/**/platform/**/*.json'],
    exclude: ['src/**/*.test.ts'],
    references: [...(hasShared ? [{ path: './tsconfig.json' }] : []), ...references(path, used, true)],
  };
  return [
    ...(hasShared ? [[`${path}/tsconfig.json`, json(shared)] as [string, string]] : []),
    ...(hasPlatform ? [[`${path}/${platformConfig}`, json(platform)] as [string, string]] : []),
  ];
}

/** File texts by path relative to the repository's root. */
export function generateTsconfigs(workspaces: readonly Workspace[]): ReadonlyMap<string, string> {
  const everything = references('', workspaces, true);
  const tests = {
    extends: './tsconfig.base.json',
    compilerOptions: { rootDir: '.', noEmit: false, outDir: '.types', types: ['node'] },
    include: [
      'packages/*/*/src/**/*.test.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
      'examples/**/*.ts',
      'scripts/**/*.ts',
      '*.config.ts',
    ],
    references: everything,
  };
  return new Map([
    ...workspaces.flatMap((workspace) => ofWorkspace(workspace, workspaces)),
    ['tsconfig.json', json({ files: [], references: [...everything, { path: './tsconfig.tests.json' }] })],
    ['tsconfig.tests.json', json(tests)],
  ]);
}
