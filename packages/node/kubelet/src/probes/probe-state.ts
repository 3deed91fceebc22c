/** What probe outcomes in a row mean: a result changes at the success or the failure threshold. Pure. */

import type { Probe } from '@kubets/api';
import type { ProbeResult } from '../pod/container-decisions.ts';
import type { AnyContainer } from '../pod/containers.ts';

export type ProbeKind = 'liveness' | 'readiness' | 'startup';
export const probeKinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

export interface ProbeState {
  readonly result: ProbeResult;
  readonly last: 'success' | 'failure' | undefined;
  /** How often the last outcome came in a row. */
  readonly run: number;
}

export function probeOf(container: AnyContainer, kind: ProbeKind): Probe | undefined {
  if (kind === 'liveness') return container.livenessProbe;
  return kind === 'readiness' ? container.readinessProbe : container.startupProbe;
}

/** Before its first outcome, a container is alive and not ready, and whether it has started is unknown. */
export function initialState(kind: ProbeKind): ProbeState {
  const result = { liveness: 'success', readiness: 'failure', startup: 'unknown' } as const;
  return { result: result[kind], last: undefined, run: 0 };
}

export function nextState(state: ProbeState, outcome: 'success' | 'failure', probe: Probe): ProbeState {
  const run = state.last === outcome ? state.run + 1 : 1;
  const threshold = outcome === 'success' ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  return { result: run >= threshold ? outcome : state.result, last: outcome, run };
}

/** Whether the probe has finished: the container has started, or will be killed. */
export function isDecided(kind: ProbeKind, state: ProbeState): boolean {
  if (kind === 'startup') return state.result !== 'unknown';
  return kind === 'liveness' && state.result === 'failure';
}
