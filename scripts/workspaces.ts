/** The packages and their order from workspaces.json, which checks and tsconfig files use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

interface Group {
  readonly name: string;
  /** From the lowest layer to the highest. Packages of one layer are siblings. */
  readonly packages: readonly (readonly string[])[];
  /** Lower groups that packages of this group must not import. */
  readonly never?: readonly string[];
}

export interface Workspace {
  /** `kubelet`; the package name is `@kubets/kubelet`, or `kubets`. */
  readonly name: string;
  readonly group: string;
  /** `packages/platform/kubelet`. */
  readonly path: string;
  /** The index of its layer, counted from the lowest. */
  readonly floor: number;
  readonly never: readonly string[];
  /** The names of the workspaces that it depends on. */
  readonly dependencies: readonly string[];
  /** Whether it has code that needs nothing but the language. */
  readonly hasShared: boolean;
  /** Whether it has code for Node.js. */
  readonly hasPlatform: boolean;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const scope = '@kubets/';

/**
 * The workspaces in a manifest, sorted. The published package has bundled workspaces among its development dependencies.
 */
function dependenciesOf(root: string, path: string): readonly string[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length))
    .sort();
}

/** Whether the folder has code in folders named `platform/`, and elsewhere. Tests do not count. */
function kindsOfCode(folder: string): { readonly hasShared: boolean; readonly hasPlatform: boolean } {
  const inPlatform = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.split(sep).includes('platform'));
  return { hasShared: inPlatform.includes(false), hasPlatform: inPlatform.includes(true) };
}

interface WorkspaceList {
  /** From the lowest up. */
  readonly groups: readonly Group[];
  /** Directories whose entries may still import each other in a cycle, and why. */
  readonly folderCycles: readonly { readonly directory: string; readonly reason: string }[];
}

export function workspaceList(root: string): WorkspaceList {
  return JSON.parse(readFileSync(join(root, 'scripts/workspaces.json'), 'utf8'));
}

/** All workspaces, lowest layer first. */
export function readWorkspaces(root: string): readonly Workspace[] {
  const { groups } = workspaceList(root);
  const floors = groups.flatMap((group) => group.packages.map((names) => ({ group, names })));
  return floors.flatMap(({ group, names }, floor) =>
    names.map((name) => {
      const path = `packages/${group.name}/${name}`;
      return {
        name,
        group: group.name,
        path,
        floor,
        never: group.never ?? [],
        dependencies: dependenciesOf(root, path),
        ...kindsOfCode(join(root, path, 'src')),
      };
    }),
  );
}
