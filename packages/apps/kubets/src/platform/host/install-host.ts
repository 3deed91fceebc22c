/**
 * Checks and installs the Debian packages that real containers need, with the script beside this file. Tests use it, too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.ts';

/** The script is beside this source file, and beside the bundled program. */
const script = fileURLToPath(new URL('./install-host.sh', import.meta.url));

/** `yes`: install, or fail. `auto`: install as root on Debian; otherwise continue without. */
export type InstallMode = 'yes' | 'auto';

/** Runs the script. It prints the packages that it installs, and nothing if none is missing. */
export function installHost(mode: InstallMode): void {
  if (mode === 'auto' && (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))) return;
  const { status } = spawnSync('sh', [script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0 && mode === 'yes')
    throw new UsageError('cannot install the packages that real containers need: see the messages above');
}

/** The names of the missing Debian packages. */
export function missingPackages(): readonly string[] {
  const { stdout } = spawnSync('sh', [script, '--check'], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}
