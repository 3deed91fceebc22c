/** Files, folders and packages that the documentation names in backticks exist. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readWorkspaces, type Workspace } from '../workspaces.ts';

/** Their paths are from the root, or from `packages/` where that is said. */
const pages = ['CONTRIBUTING.md', 'README.md', 'docs/*.md', 'docs/decisions/*.md'];
/** Their paths may also start at their own folder, their group, or any folder of their package's `src`. */
const readmes = ['packages/*/*/README.md', 'packages/*/*/src/**/README.md'];

const inRoot = /^(packages|scripts|test|bench|docs|examples)\//;
const aFile = /^[\w.-]+(\/[\w.-]+)*\.(ts|json|sh|md|txt|css)$/;
const aPackage = /^@kubets\/([\w-]+)((?:\/[\w-]+)*)$/;
/** `GROUP/NAME/controller.ts` says how a path is made; `plan-NAME.ts`, too. */
const isPattern = (path: string): boolean =>
  /(^|[/-])[A-Z]{2,}([/.]|$)/.test(path) && !/README|CHANGELOG|LICENSE/.test(path);

function wordsIn(text: string): readonly { readonly word: string; readonly line: number }[] {
  const prose = text.replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ''));
  return prose
    .split('\n')
    .flatMap((line, index) =>
      Array.from(line.matchAll(/`([^`\s]+)`/g), ([, word = '']) => ({ word, line: index + 1 })),
    );
}

export function docPathViolations(root: string): readonly string[] {
  const workspaces = new Map(readWorkspaces(root).map((each) => [each.name, each]));
  const exists = (...path: readonly string[]): boolean => existsSync(join(root, ...path));
  const isMissing = (word: string, beside: readonly string[]): boolean => {
    const named = aPackage.exec(word);
    if (named !== null) return !isExported(root, workspaces.get(named[1] ?? ''), named[2] ?? '');
    if (isPattern(word) || word.includes('*')) return false;
    if (inRoot.test(word)) return !exists(word);
    return aFile.test(word) && word.includes('/') && !beside.some((folder) => exists(folder, word));
  };
  const violations = (path: string, beside: readonly string[]): readonly string[] =>
    wordsIn(readFileSync(join(root, path), 'utf8'))
      .filter(({ word }) => isMissing(word, beside))
      .map(({ word, line }) => `${path}:${line} names ${word}, which does not exist`);
  const isOurs = (path: string): boolean => !path.includes('node_modules');
  const inPackage = (readme: string): readonly string[] => {
    const [group, name] = readme.split('/').slice(1);
    const src = `packages/${group}/${name}/src`;
    const folders = globSync(`${src}/**/`, { cwd: root }).filter(isOurs);
    return ['packages', `packages/${group}`, dirname(readme), src, ...folders];
  };
  return [
    ...globSync(pages, { cwd: root }).flatMap((path) => violations(path, ['packages'])),
    ...globSync(readmes, { cwd: root })
      .filter(isOurs)
      .flatMap((path) => violations(path, inPackage(path))),
  ].sort();
}

function isExported(root: string, workspace: Workspace | undefined, below: string): boolean {
  if (workspace === undefined) return false;
  const manifest = JSON.parse(readFileSync(join(root, workspace.path, 'package.json'), 'utf8'));
  return below === '' || Object.hasOwn(manifest.exports ?? {}, `.${below}`);
}
