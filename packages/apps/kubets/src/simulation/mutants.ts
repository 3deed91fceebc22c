/**
 * Ways to break the cluster on purpose, each a bug that was there once or that a rule is there to find. A mutant lies at the
 * border of a process, so that no component carries a switch for its own failure; a run of it must find something.
 */
import type { FaultRates } from './faults.ts';

export interface MutantDefinition {
  readonly why: string;
  /** The weather in which it shows. */
  readonly weather: Partial<FaultRates>;
  /** A rule that finds it, as its name begins. */
  readonly found: string;
}

export const mutants = {
  'uncertain writes count as not made': {
    why: 'the runtime once made a pod too many after a lost answer to its creation',
    weather: { answerLost: 0.2, watchLag: 0.7, storeWatchLag: 0.5 },
    found: 'no pod is made too many',
  },
  'own writes are not waited for': {
    why: 'controllers that act on a cache behind their own writes',
    weather: { watchLag: 0.7, storeWatchLag: 0.5 },
    found: 'no pod is made too many',
  },
  'leaders are not fenced': {
    why: 'what a deposed leader sent long ago is still carried out',
    weather: { callStuck: 0.1, callRefused: 0, callLost: 0 },
    found: 'only the leader writes',
  },
  'a watch loses an event': {
    why: 'a gap between a list and its watch',
    weather: {},
    found: 'a watch tells everything, once, in order',
  },
  'reads are stale': {
    why: 'a server that answers from a cache behind the store',
    weather: {},
    found: 'reads show what was there',
  },
  'an acknowledged write is lost': {
    why: 'a store that forgets',
    weather: {},
    found: 'what is acknowledged is in the store',
  },
  'hung watches go unnoticed': {
    why: 'clients that wait for ever on a line that is half open',
    weather: { watchHang: 0.03, watchDrop: 0 },
    found: 'at rest',
  },
  'writes do not look at what they replace': {
    why: 'a server that takes an old version for the newest: the change in between is undone',
    weather: { storeDelay: 0.5 },
    found: 'no write is undone',
  },
} as const satisfies Readonly<Record<string, MutantDefinition>>;

export type Mutant = keyof typeof mutants;

export function isMutant(text: string): text is Mutant {
  return Object.hasOwn(mutants, text);
}
