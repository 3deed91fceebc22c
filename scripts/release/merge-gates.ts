/** Merges the feature gates of several releases into one list with the history of each gate. */

export interface GateStage {
  /** The first release with this stage, as `1.36`; `0.0` if upstream does not record it. */
  readonly since: string;
  readonly stage: 'ALPHA' | 'BETA' | 'GA' | 'DEPRECATED';
  readonly default?: true;
  readonly locked?: true;
}

export interface GateFact {
  readonly stages: readonly GateStage[];
  readonly requires?: readonly string[];
  /** The first release without the gate. */
  readonly removed?: string;
}

export type Gates = Readonly<Record<string, GateFact>>;

/** `1.36.2` → `1.36`. */
export const minorRelease = (release: string): string => release.split('.').slice(0, 2).join('.');

/**
 * The gates of all releases, given from the oldest to the newest (`1.36.2`). The newest release with a gate tells its history.
 * Upstream removes a gate some releases after its behavior is permanent; the gate is then marked as removed.
 */
export function mergeGates(releases: readonly (readonly [release: string, gates: Gates])[]): Gates {
  const merged = new Map<string, GateFact>();
  let removedIn = '';
  for (const [release, gates] of releases.toReversed()) {
    for (const [name, fact] of Object.entries(gates)) {
      if (merged.has(name)) continue;
      merged.set(name, removedIn === '' ? fact : { ...fact, removed: removedIn });
    }
    removedIn = minorRelease(release);
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}
