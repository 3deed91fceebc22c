/** What the pause image is called, and what it is made for. `pause-archive.ts` makes it. */
import type { Architecture } from './pause-program.ts';

/** What the sandbox image is called: a new tag with every change of its contents. */
export const pauseImage = 'kubets.local/pause:1';

/** The architecture of images that run on this host. */
export const hostArchitecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
