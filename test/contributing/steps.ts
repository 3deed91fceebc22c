/** The steps in the code blocks of a guide, and a copy of the working tree to apply them to. */
import { cp, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A new file, or lines to add to an existing file. */
export type Step =
  | { readonly type: 'file'; readonly path: string; readonly text: string }
  | { readonly type: 'change'; readonly path: string; readonly additions: readonly Addition[] };

export interface Addition {
  /** The line after which the new lines are inserted. */
  readonly after: string;
  readonly lines: readonly string[];
}

/** The text below a heading, up to the next heading of the same level. */
export function sectionOf(guide: string, heading: string): string {
  const start = guide.indexOf(`${heading}\n`);
  if (start < 0) throw new TypeError(`the guide has no section ${JSON.stringify(heading)}`);
  const level = heading.slice(0, heading.indexOf(' ') + 1);
  const rest = guide.slice(start + heading.length);
  const ends = [level, level.slice(1)].map((mark) => rest.indexOf(`\n${mark}`)).filter((end) => end >= 0);
  return rest.slice(0, Math.min(rest.length, ...ends));
}

function additionsOf(lines: readonly string[]): readonly Addition[] {
  const additions: { after: string; lines: string[] }[] = [];
  let after = '';
  for (const line of lines) {
    if (!line.startsWith('+')) {
      after = line.slice(1);
      continue;
    }
    const last = additions.at(-1);
    if (last?.after === after) last.lines.push(line.slice(1));
    else additions.push({ after, lines: [line.slice(1)] });
  }
  return additions;
}

function stepOf(language: string, body: string): Step | undefined {
  const [first = '', ...lines] = body.split('\n');
  if (language === 'ts' && first.startsWith('// packages/'))
    return { type: 'file', path: first.slice('// '.length), text: lines.join('\n') };
  if (language === 'diff' && first.startsWith('+++ '))
    return { type: 'change', path: first.slice('+++ '.length), additions: additionsOf(lines.slice(0, -1)) };
  return undefined;
}

/** Files and changes, in the order of the guide. */
export function stepsOf(section: string): readonly Step[] {
  const blocks = section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, language = '', body = '']) => stepOf(language, body) ?? []);
}

/** The commands in the `sh` blocks of a section, each split into words. */
export function commandsOf(section: string): readonly (readonly string[])[] {
  const blocks = section.matchAll(/^```sh\n([\s\S]*?)^```$/gm);
  return [...blocks]
    .flatMap(([, body = '']) => body.split('\n').filter((line) => line !== ''))
    .map((line) => line.split(' '));
}

/** Throws if the line before an insertion does not exist exactly once, because the guide then does not match the code. */
function added(text: string, { path, additions }: Step & { readonly type: 'change' }): string {
  const lines = text.split('\n');
  for (const { after, lines: more } of additions) {
    const at = lines.indexOf(after);
    if (at < 0 || lines.indexOf(after, at + 1) >= 0)
      throw new TypeError(`${path} does not have the line ${JSON.stringify(after)} once: correct the guide`);
    lines.splice(at + 1, 0, ...more);
  }
  return lines.join('\n');
}

export async function applyStep(root: string, step: Step): Promise<void> {
  const path = join(root, step.path);
  if (step.type === 'change') return writeFile(path, added(await readFile(path, 'utf8'), step));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, step.text, { flag: 'wx' });
}

/** Installed and built files. They are not copied. */
const isMade = (part: string): boolean =>
  ['node_modules', 'dist', 'coverage', '.git', '.tools'].includes(part) ||
  part.startsWith('.types') ||
  part.endsWith('.tsbuildinfo');

/** Links workspaces to those of the copy, and all other packages to the original ones. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(join(to, '@kubets'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name === '@kubets' || name === 'kubets') continue;
    await symlink(join(from, name), join(to, name));
  }
  // npm's links are relative, so they lead to packages of the same tree.
  const own = (await readdir(join(from, '@kubets'))).map((name) => join('@kubets', name));
  for (const name of [...own, 'kubets']) await symlink(await readlink(join(from, name)), join(to, name));
}

export async function copyTree(root: string, copy: string): Promise<void> {
  await cp(root, copy, {
    recursive: true,
    filter: (path) => !relative(root, path).split(sep).some(isMade),
  });
  await linkModules(join(root, 'node_modules'), join(copy, 'node_modules'));
}
