/** Leader election: one of several processes does the work. */

export type { LeadershipTerm } from './leadership-term.ts';
export {
  defaultElectionTimes,
  type ElectionAction,
  type ElectionTimes,
  isHeldBy,
  type Observation,
  observe,
  type Planner,
  planElection,
  releasedSpec,
  type Standing,
} from './plan-election.ts';
export { type OnStartedLeading, type RunElectedOptions, runElected } from './run-elected.ts';
