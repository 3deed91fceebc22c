/** A simulated pod at any instant, as a pure function of its rules: what runs, since when, and when that changes. */
import type { Pod } from '@kubets/api';
import { defaultBackoff } from '../pod/backoff.ts';
import {
  type AnyContainer,
  allContainers,
  initContainers,
  isSidecar,
  mainContainers,
  restartPolicyOf,
} from '../pod/containers.ts';
import { annotation } from '../pod/keys.ts';
import type { ObservedPod } from '../pod/observed.ts';
import type { ContainerStatus, Sandbox } from '../runtime.ts';
import type { ContainerKnowledge } from '../status/container-status.ts';
import { rulesOf, type SimulationRules } from './rules.ts';

export interface SimulatedPod {
  readonly pod: Pod;
  /** When the node saw it, milliseconds since the epoch. */
  readonly since: number;
  readonly ip: string;
}

export interface SimulatedMoment {
  readonly observed: ObservedPod;
  readonly knowledge: ContainerKnowledge;
  /** When something changes by itself; undefined: never. */
  readonly next: number | undefined;
}

/** One run of a container. */
interface Run {
  readonly attempt: number;
  readonly from: number;
  /** Undefined: it still runs. */
  readonly to: number | undefined;
}

interface Story {
  readonly container: AnyContainer;
  readonly rules: SimulationRules;
  /** The last two runs, newest first; empty: not started yet. */
  readonly runs: readonly Run[];
  readonly next: number | undefined;
  readonly waiting: boolean;
}

/** The delay before restart `attempt` (1 is the first, which is not delayed). */
const restartDelay = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(defaultBackoff.longest, defaultBackoff.initial * 2 ** (attempt - 2));

function storyOf(pod: Pod, container: AnyContainer, from: number, now: number): Story {
  const rules = rulesOf(pod, container);
  const policy = restartPolicyOf(pod, container);
  let runs: Run[] = [];
  let start = from;
  for (let attempt = 0; ; attempt++) {
    if (start > now) return { container, rules, runs, next: start, waiting: attempt > 1 };
    const end = rules.run === undefined ? undefined : start + rules.run;
    const isOver = end !== undefined && end <= now;
    runs = [{ attempt, from: start, to: isOver ? end : undefined }, ...runs].slice(0, 2);
    if (!isOver) return { container, rules, runs, next: end, waiting: false };
    const again = policy === 'Always' || (policy === 'OnFailure' && rules.exitCode !== 0);
    if (!again) return { container, rules, runs, next: undefined, waiting: false };
    // However short a run: restarts take a moment, so that time goes on.
    start = end + Math.max(100, restartDelay(attempt + 1));
  }
}

function statusOf(pod: SimulatedPod, { container, rules }: Story, run: Run): ContainerStatus {
  const uid = pod.pod.metadata?.uid ?? '';
  const exited = run.to !== undefined;
  return {
    id: `${uid}-${container.name}-${run.attempt}`,
    sandboxId: uid,
    name: container.name,
    attempt: run.attempt,
    image: container.image ?? '',
    imageRef: container.image ?? '',
    state: exited ? 'exited' : 'running',
    createdAt: run.from,
    startedAt: run.from,
    finishedAt: run.to ?? 0,
    exitCode: exited ? rules.exitCode : 0,
    reason: exited ? (rules.exitCode === 0 ? 'Completed' : 'Error') : '',
    message: '',
    logPath: '',
    labels: {},
    annotations: { [annotation.restartCount]: String(run.attempt) },
  };
}

/** Init containers one after the other, then all others at once. */
function storiesOf({ pod, since }: SimulatedPod, now: number): readonly Story[] {
  const stories: Story[] = [];
  const [first] = allContainers(pod);
  let from = since + (first ? rulesOf(pod, first).start : 0);
  for (const container of initContainers(pod)) {
    const story = storyOf(pod, container, from, now);
    stories.push(story);
    if (isSidecar(container)) continue;
    const last = story.runs[0];
    const through = last?.to !== undefined && story.rules.exitCode === 0;
    if (!through) return stories;
    from = last.to ?? from;
  }
  return [...stories, ...mainContainers(pod).map((container) => storyOf(pod, container, from, now))];
}

const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

export function simulate(simulated: SimulatedPod, now: number): SimulatedMoment {
  const { pod, since, ip } = simulated;
  const stories = storiesOf(simulated, now);
  const uid = pod.metadata?.uid ?? '';
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const runs = stories.flatMap((story) =>
    story.runs.map((run) => ({ story, run, status: statusOf(simulated, story, run) })),
  );
  const alive = stories.some(
    ({ runs: [newest], next }) => newest === undefined || newest.to === undefined || next !== undefined,
  );
  const begun = runs.length > 0;
  const sandbox: Sandbox = {
    id: uid,
    name,
    namespace,
    uid,
    attempt: 0,
    ready: begun && alive,
    createdAt: since,
    labels: {},
    annotations: {},
    ips: begun ? [ip] : [],
  };
  const readyAt = runs
    .filter(({ run, story }) => run.to === undefined && story.rules.ready > 0)
    .map(({ run, story }) => run.from + story.rules.ready);
  const held = new Set(stories.filter(({ waiting }) => waiting).map(({ container }) => container.name));
  return {
    observed: { sandboxes: begun ? [sandbox] : [], containers: runs.map(({ status }) => status) },
    knowledge: {
      waiting: (container) =>
        held.has(container)
          ? {
              reason: 'CrashLoopBackOff',
              message: `back-off restarting failed container=${container} pod=${name}_${namespace}(${uid})`,
            }
          : undefined,
      readiness: (id) => {
        const found = runs.find(({ status }) => status.id === id);
        return found && now >= found.run.from + found.story.rules.ready ? 'success' : 'failure';
      },
      startup: () => 'success',
      terminationMessage: () => '',
    },
    next: earliest([...stories.map(({ next }) => next), ...readyAt.filter((time) => time > now)]),
  };
}
