/** What real containers need from Debian: checked and installed by the script beside this file, which the tests use too. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.ts';

/** Stands beside the bundled program as it does beside this source. */
const script = fileURLToPath(new URL('./install-host.sh', import.meta.url));

/** `yes`: install or fail. `auto`: install where that can be done, root on Debian; go on without otherwise. */
export type InstallMode = 'yes' | 'auto';

/** Runs the script; it says what it installs and why, and nothing when everything is there. */
export function installHost(mode: InstallMode): void {
  if (mode === 'auto' && (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))) return;
  const { status } = spawnSync('sh', [script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0 && mode === 'yes') throw new UsageError('not everything could be installed');
}

/** What is missing for real containers: Debian package names. Empty when everything is there. */
export function missingPackages(): readonly string[] {
  const { stdout } = spawnSync('sh', [script, '--check'], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}
