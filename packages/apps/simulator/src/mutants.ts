/**
 * Deliberate bugs: each existed once, or a rule exists to find it. A mutant changes what crosses the boundary of a process, so
 * that components need no test switches. A run with a mutant must find a violation.
 */
import type { FaultRates } from './faults.ts';

export interface MutantDefinition {
  readonly why: string;
  /** The faults with which the bug shows. */
  readonly weather: Partial<FaultRates>;
  /** The beginning of the name of a rule that finds it. */
  readonly found: string;
}

export const mutants = {
  'unknown outcomes count as failures': {
    why: 'the controller runtime once created too many pods after the response to a create was lost',
    weather: { answerLost: 0.2, watchLag: 0.7, storeWatchLag: 0.5 },
    found: 'no controller creates too many pods',
  },
  'the cache does not wait for own writes': {
    why: 'controllers that act before their cache has their own writes',
    weather: { watchLag: 0.7, storeWatchLag: 0.5 },
    found: 'no controller creates too many pods',
  },
  'leaders are not fenced': {
    why: 'late writes of a deposed leader are executed',
    weather: { callStuck: 0.1, callRefused: 0, callLost: 0 },
    found: 'only the leader writes',
  },
  'a watch loses an event': {
    why: 'a gap between a list and its watch',
    weather: {},
    found: 'a watch delivers every event once, in order',
  },
  'reads are stale': {
    why: 'a server that serves an outdated cache',
    weather: {},
    found: 'reads are consistent',
  },
  'an acknowledged write is lost': {
    why: 'a store that loses writes',
    weather: {},
    found: 'acknowledged writes are in the store',
  },
  'claims are not created': {
    why: 'a StatefulSet whose pods start without their claims',
    weather: {},
    found: 'at rest: statefulSets',
  },
  'hanging watches are not detected': {
    why: 'clients that wait forever on a half-open connection',
    weather: { watchHang: 0.03, watchDrop: 0 },
    found: 'at rest',
  },
  'writes skip the revision check': {
    why: 'a server that takes an old version for the current one and so reverts the change in between',
    weather: { storeDelay: 0.5 },
    found: 'no write is undone',
  },
} as const satisfies Readonly<Record<string, MutantDefinition>>;

export type Mutant = keyof typeof mutants;

export function isMutant(text: string): text is Mutant {
  return Object.hasOwn(mutants, text);
}
