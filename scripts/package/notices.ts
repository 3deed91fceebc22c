/** Collects the licenses of the libraries that are bundled into the package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const licenseFile = /^(licen[cs]e|copying|notice)/i;

/** The innermost `node_modules/NAME` or `node_modules/@SCOPE/NAME`; undefined for files of the project. */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function noticeOf(folder: string): string {
  const { name, version, license }: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => licenseFile.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && license === undefined) throw new Error(`${name}@${version} does not declare a license`);
  const body = texts.length > 0 ? texts.join('\n\n') : 'The package does not contain a license text.';
  return `${name} ${version}\nLicense: ${license ?? 'see below'}\n\n${body}`;
}

/** `inputs`: the bundled files, relative to `root`. Throws for a library without a license. */
export function thirdPartyNotices(root: string, inputs: Iterable<string>): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = packageFolder(input);
    if (folder !== undefined && !folder.includes('@kubets/') && existsSync(join(root, folder, 'package.json')))
      folders.add(folder);
  }
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const head = 'kubets contains the following third-party libraries, each under its own license.';
  return `${[head, ...[...folders].sort().map((folder) => noticeOf(join(root, folder)))].join(rule)}\n`;
}
