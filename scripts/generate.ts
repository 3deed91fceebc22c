/**
 * `npm run generate`: turns the API facts into TypeScript under packages/api/src/generated, and the tables of what is not
 * implemented into a list in the README.
 * With `--check` it writes nothing and fails when what is committed is not what it would write.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { generateFactModules } from './generate/fact-modules.ts';
import { readFacts, root } from './generate/facts.ts';
import { generateFingerprint } from './generate/fingerprint.ts';
import { generateInterfaces } from './generate/interfaces.ts';
import { withUnimplemented } from './generate/unimplemented.ts';
import { generateWireModules } from './generate/wire-modules.ts';

const folder = resolve(root, 'packages/api/src/generated');
const check = process.argv.includes('--check');

const facts = readFacts();
const generated = new Map([...generateInterfaces(facts), ...generateFactModules(facts), ...generateWireModules(facts)]);
const files = new Map([...generated, ['fingerprint.ts', generateFingerprint(facts, generated)]]);

const readmePath = resolve(root, 'README.md');
const readme = readFileSync(readmePath, 'utf8');
const wantedReadme = withUnimplemented(readme);

function present(): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

const stale = present()
  .map((path) => relative(folder, path))
  .filter((path) => !files.has(path));
const changed = [...files].filter(([path, text]) => {
  const target = join(folder, path);
  return !existsSync(target) || readFileSync(target, 'utf8') !== text;
});

if (check) {
  const wrong = [...changed.map(([path]) => path), ...stale].map((path) => `packages/api/src/generated/${path}`);
  if (readme !== wantedReadme) wrong.push('README.md');
  if (wrong.length > 0) {
    console.error(`Out of date, run \`npm run generate\`:\n${wrong.map((path) => `  ${path}`).join('\n')}`);
    process.exit(1);
  }
} else {
  for (const path of stale) rmSync(join(folder, path));
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (readme !== wantedReadme) writeFileSync(readmePath, wantedReadme);
  console.log(`${files.size} files, ${changed.length} written, ${stale.length} removed`);
}
