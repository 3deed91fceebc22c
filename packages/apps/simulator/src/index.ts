/** The simulator: a whole cluster on a virtual clock, with faults, from a seed. */
export { isMutant } from './mutants.ts';
export { type SimulationReport, simulate } from './simulation.ts';
