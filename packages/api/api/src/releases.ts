/** The releases of Kubernetes whose API the facts describe, and which the API server can emulate. */
import { describedReleases, kubernetesVersion } from './generated/fingerprint.ts';

/** A minor release of Kubernetes: `1.36`. */
export type Release = `1.${number}`;

/** 36 of `1.36` and of `1.36.2`. */
export const minorOf = (release: string): number => Number(release.split('.')[1]);

const releaseOf = (version: string): Release => `1.${minorOf(version)}`;

/** The release that is served unless an older one is emulated. */
export const currentRelease = releaseOf(kubernetesVersion);

/** The oldest release that can be emulated. */
export const oldestRelease = releaseOf(describedReleases[0] ?? kubernetesVersion);

/**
 * Parses the release of an option: `1.36`, or with upstream's name of the component, `kube=1.36`.
 *
 * @returns The release, or what is wrong with the text
 */
export function parseRelease(text: string): Release | { readonly problem: string } {
  const [, minor] = /^(?:kube=)?v?1\.(\d{1,4})$/.exec(text) ?? [];
  if (minor === undefined)
    return { problem: `It must be a minor version of Kubernetes, for example '${currentRelease}'.` };
  const release: Release = `1.${Number(minor)}`;
  if (minorOf(release) >= minorOf(oldestRelease) && minorOf(release) <= minorOf(currentRelease)) return release;
  return { problem: `It must be between ${oldestRelease} and ${currentRelease}.` };
}
