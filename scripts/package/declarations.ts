/** Copies the `.d.ts` files that the library's entries need into one tree without workspace names. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readWorkspaces } from '../workspaces.ts';

const specifiers = /(\bfrom\s*|\bimport\s*\(\s*)(['"])([^'"]+)\2/g;

interface Place {
  /** Workspace: `api`. */
  readonly workspace: string;
  /** The path in its `.types` directory: `core/pods.ts`. */
  readonly file: string;
}

/** The file of an import in a declaration file; undefined for external libraries. */
function resolved(from: Place, specifier: string, exportsOf: (workspace: string) => Exports): Place | undefined {
  const own = /^@kubets\/([\w-]+)(\/.*)?$/.exec(specifier);
  if (own?.[1] !== undefined) {
    const file = exportsOf(own[1])[`.${own[2] ?? ''}`];
    return file === undefined ? undefined : { workspace: own[1], file: file.replace('./src/', '') };
  }
  if (!specifier.startsWith('.')) return undefined;
  return { workspace: from.workspace, file: join(dirname(from.file), specifier) };
}

/** Files by subpath: `./names` is `./src/names/index.ts`. */
type Exports = Readonly<Record<string, string>>;

const declaration = ({ workspace, file }: Place): string => `${workspace}/${file.replace(/\.ts$/, '.d.ts')}`;

/**
 * Copies the declarations that `entries` reach from the workspaces' `.types` to `target/WORKSPACE`. Throws if one needs the types
 * of an external library, because users would have to install it.
 */
export function copyDeclarations(root: string, entries: readonly Place[], target: string): void {
  const paths = new Map(readWorkspaces(root).map(({ name, path }) => [name, path]));
  const pathOf = (workspace: string): string => paths.get(workspace) ?? '';
  const exportsOf = (workspace: string): Exports =>
    JSON.parse(readFileSync(join(root, pathOf(workspace), 'package.json'), 'utf8')).exports;
  const queue = [...entries];
  const seen = new Set(queue.map(declaration));
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const from: Place = place;
    const path = declaration(from);
    const source = join(root, pathOf(from.workspace), '.types', from.file.replace(/\.ts$/, '.d.ts'));
    if (!existsSync(source)) throw new Error(`${source} is missing: run \`npx tsc -b\` first`);
    const text = readFileSync(source, 'utf8').replace(specifiers, (whole, _before, quote, specifier) => {
      const to = resolved(from, specifier, exportsOf);
      if (to === undefined)
        throw new Error(`${path} needs the types of ${specifier}, which the package does not contain`);
      if (!seen.has(declaration(to))) {
        seen.add(declaration(to));
        queue.push(to);
      }
      const steps = relative(dirname(path), `${to.workspace}/${to.file.replace(/\.ts$/, '.js')}`);
      return whole.replace(
        `${quote}${specifier}${quote}`,
        `${quote}${steps.startsWith('.') ? steps : `./${steps}`}${quote}`,
      );
    });
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
}
