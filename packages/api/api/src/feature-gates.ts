/** The feature gates of Kubernetes: their stages and defaults in each release. They are parsed on first use. */
import { featureGateFacts } from './generated/feature-gates.gen.ts';
import { currentRelease, minorOf, type Release } from './releases.ts';

export type FeatureStage = 'ALPHA' | 'BETA' | 'GA' | 'DEPRECATED';

export interface FeatureGate {
  readonly stage: FeatureStage;
  /** Whether the gate is enabled if nothing sets it. */
  readonly default: boolean;
  /** Whether the gate cannot be set to another value than its default. */
  readonly locked: boolean;
  /** Gates that must be enabled if this one is. */
  readonly requires: readonly string[];
}

interface GateFact {
  readonly stages: readonly {
    readonly since: string;
    readonly stage: FeatureStage;
    readonly default?: true;
    readonly locked?: true;
  }[];
  readonly requires?: readonly string[];
  readonly removed?: string;
}

function gateIn(fact: GateFact, release: Release): FeatureGate | undefined {
  if (fact.removed !== undefined && minorOf(fact.removed) <= minorOf(release)) return undefined;
  const found = fact.stages.findLast(({ since }) => minorOf(since) <= minorOf(release));
  if (found === undefined) return undefined;
  const { stage, default: isDefault = false, locked = false } = found;
  return { stage, default: isDefault, locked, requires: fact.requires ?? [] };
}

/** The feature gates that a release has, by name. */
export function featureGates(release: Release = currentRelease): ReadonlyMap<string, FeatureGate> {
  const gates = Object.entries(featureGateFacts() as Readonly<Record<string, GateFact>>).flatMap(([name, fact]) => {
    const gate = gateIn(fact, release);
    return gate === undefined ? [] : [[name, gate] as const];
  });
  return new Map(gates);
}

/** A feature gate; undefined if the release does not have it. */
export function featureGate(name: string, release: Release = currentRelease): FeatureGate | undefined {
  const facts = featureGateFacts() as Readonly<Record<string, GateFact>>;
  const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
  return fact === undefined ? undefined : gateIn(fact, release);
}

/** Whether a feature gate is enabled by default. Gates that the release does not have are disabled. */
export function featureDefault(name: string, release: Release = currentRelease): boolean {
  return featureGate(name, release)?.default ?? false;
}
