/** Leader election: one of several processes does the work. */
export {
  type ElectionAction,
  type ElectionTimes,
  isHeldBy,
  type Observation,
  observe,
  type Planner,
  planElection,
  releasedSpec,
  type Standing,
  upstreamTimes,
} from './plan-election.ts';
export { type Lead, type RunElectedOptions, runElected } from './run-elected.ts';
export type { Tenure } from './tenure.ts';
