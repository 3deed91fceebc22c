/** When a result turns, in tables. */
import type { Probe } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import {
  initialState,
  isDecided,
  nextState,
  type ProbeKind,
  type ProbeState,
  probeKinds,
  probeOf,
} from './probe-state.ts';

/** `S` and `F` for outcomes; the results after each. */
function results(kind: ProbeKind, outcomes: string, probe: Probe): string {
  let state = initialState(kind);
  let text = '';
  for (const outcome of outcomes) {
    state = nextState(state, outcome === 'S' ? 'success' : 'failure', probe);
    text += { success: 'S', failure: 'F', unknown: '?' }[state.result];
  }
  return text;
}

describe('probe state', () => {
  it.each<[ProbeKind, string]>([
    ['liveness', 'success'],
    ['readiness', 'failure'],
    ['startup', 'unknown'],
  ])('initialState of a %s probe is %s', (kind, result) => {
    expect(initialState(kind).result).toBe(result);
  });

  it.each<[string, ProbeKind, string, Probe, string]>([
    ['one success makes ready by default', 'readiness', 'S', {}, 'S'],
    ['three failures in a row make not ready by default', 'readiness', 'SFFF', {}, 'SSSF'],
    ['a success between failures begins the count anew', 'readiness', 'SFFSFFF', {}, 'SSSSSSF'],
    ['successThreshold counts successes in a row', 'readiness', 'SSFSSS', { successThreshold: 3 }, 'FFFFFS'],
    ['failureThreshold 1 turns at once', 'liveness', 'F', { failureThreshold: 1 }, 'F'],
    ['failureThreshold holds liveness', 'liveness', 'FFFF', { failureThreshold: 4 }, 'SSSF'],
    ['a startup probe stays unknown until it succeeds', 'startup', 'FFS', { failureThreshold: 5 }, '??S'],
    ['a startup probe fails at its threshold', 'startup', 'FF', { failureThreshold: 2 }, '?F'],
  ])('nextState: %s', (_, kind, outcomes, probe, wanted) => {
    expect(results(kind, outcomes, probe)).toBe(wanted);
  });

  it.each<[ProbeKind, ProbeState['result'], boolean]>([
    ['startup', 'unknown', false],
    ['startup', 'success', true],
    ['startup', 'failure', true],
    ['liveness', 'success', false],
    ['liveness', 'failure', true],
    ['readiness', 'success', false],
    ['readiness', 'failure', false],
  ])('isDecided of a %s probe at %s: %o', (kind, result, wanted) => {
    expect(isDecided(kind, { result, last: undefined, run: 0 })).toBe(wanted);
  });

  it.each(probeKinds)('probeOf finds the %s probe', (kind) => {
    const probe = { periodSeconds: 7 };
    expect(probeOf({ name: 'c', [`${kind}Probe`]: probe }, kind)).toBe(probe);
    expect(probeOf({ name: 'c' }, kind)).toBeUndefined();
  });
});
