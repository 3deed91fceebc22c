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

const stages: Readonly<Record<string, FeatureStage>> = { A: 'ALPHA', B: 'BETA', G: 'GA', D: 'DEPRECATED' };

/** `36B` is beta in 1.36; `d` is enabled by default, `l` is locked. */
const stagePattern = /^(?<since>\d+)(?<stage>[ABGD])(?<enabled>d?)(?<locked>l?)$/;

function stageIn(words: readonly string[], minor: number): Readonly<Record<string, string>> | undefined {
  const found = words.map((word) => stagePattern.exec(word)?.groups);
  return found.findLast((each) => each !== undefined && Number(each['since']) <= minor);
}

function factOf(name: string): string | undefined {
  const facts = featureGateFacts() as Readonly<Record<string, string>>;
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

/** Parses the stages of a gate, the release that removed it (`-37`), and the gates it requires (`+NAME`). */
function gateIn(fact: string, release: Release): FeatureGate | undefined {
  const words = fact.split(' ');
  const minor = minorOf(release);
  if (words.some((word) => word.startsWith('-') && Number(word.slice(1)) <= minor)) return undefined;
  const found = stageIn(words, minor);
  const stage = stages[found?.['stage'] ?? ''];
  if (stage === undefined) return undefined;
  const requires = words.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
  return { stage, default: found?.['enabled'] === 'd', locked: found?.['locked'] === 'l', requires };
}

/** The feature gates that a release has, by name. */
export function featureGates(release: Release = currentRelease): ReadonlyMap<string, FeatureGate> {
  const gates = Object.entries(featureGateFacts() as Readonly<Record<string, string>>).flatMap(([name, fact]) => {
    const gate = gateIn(fact, release);
    return gate === undefined ? [] : [[name, gate] as const];
  });
  return new Map(gates);
}

/**
 * Whether a feature gate is enabled by default. A gate that the release does not have yet is disabled; one that upstream has removed,
 * because its behavior is permanent, has its last default.
 */
export function featureDefault(name: string, release: Release = currentRelease): boolean {
  const fact = factOf(name);
  return fact !== undefined && (stageIn(fact.split(' '), minorOf(release))?.['enabled'] ?? '') !== '';
}
