/** A simulated pod at any instant, as a pure function of its rules: what runs, since when, and when that changes. */
import type { Pod } from '@kubets/api';
import { isMissingImage, missingImageMessage } from '@kubets/cri/missing-image';
import type { ContainerStatus, Sandbox } from '@kubets/cri/runtime';
import { crashLoopMessage, defaultBackoff, restartDelay } from '@kubets/kubelet/pod/backoff';
import {
  type AnyContainer,
  allContainers,
  initContainers,
  isSidecar,
  mainContainers,
  podRestartPolicy,
  restartPolicyOf,
} from '@kubets/kubelet/pod/containers';
import { annotation, identityOf, podFullName } from '@kubets/kubelet/pod/keys';
import type { ObservedPod } from '@kubets/kubelet/pod/observed';
import type { ContainerKnowledge, WaitingReason } from '@kubets/kubelet/status/container-status';
import { deadlineExceeded, type PodFailure } from '@kubets/kubelet/status/pod-failure';
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
  /** Why the node makes the pod fail. */
  readonly failure: PodFailure | undefined;
  /** The pod has ended, and nothing of it runs any more. */
  readonly over: boolean;
  /** When the next change happens without an event; undefined: never. */
  readonly next: number | undefined;
}

/** One run of a container. */
interface Run {
  readonly attempt: number;
  readonly from: number;
  /** Undefined: it still runs. */
  readonly to: number | undefined;
  /** Of a run that has ended. */
  readonly exitCode: number;
}

interface Story {
  readonly container: AnyContainer;
  readonly rules: SimulationRules;
  /** The last two runs, newest first; empty: not started yet. */
  readonly runs: readonly Run[];
  readonly next: number | undefined;
  /** Why it does not run although it should. */
  readonly waiting: WaitingReason | undefined;
}

/** How long after a failed pull the container shows that it waits for the next attempt; as the kubelet. */
const showBackoffAfterMs = 1000;
const killedExitCode = 137;

/** A container whose image cannot be pulled: the pull is retried with back-off. */
function storyOfMissingImage(container: AnyContainer, rules: SimulationRules, from: number, now: number): Story {
  const image = container.image ?? '';
  const held = (reason: string, message: string, next: number | undefined): Story => ({
    container,
    rules,
    runs: [],
    next,
    waiting: { reason, message },
  });
  if (container.imagePullPolicy === 'Never')
    return held('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`, undefined);
  const error = missingImageMessage(image);
  let tried = from;
  for (let delay = defaultBackoff.initialMs; ; delay = Math.min(defaultBackoff.maxMs, delay * 2)) {
    if (now < tried + showBackoffAfterMs) return held('ErrImagePull', error, tried + showBackoffAfterMs);
    if (now < tried + delay)
      return held('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${error}`, tried + delay);
    tried += delay;
  }
}

/** The runs of a container from its first start, without external termination. */
function storyOf(pod: Pod, container: AnyContainer, from: number, now: number): Story {
  const rules = rulesOf(pod, container);
  const policy = restartPolicyOf(pod, container);
  const story = { container, rules, waiting: undefined };
  if (from <= now && isMissingImage(container.image ?? '')) return storyOfMissingImage(container, rules, from, now);
  let runs: Run[] = [];
  let start = from;
  for (let attempt = 0; ; attempt++) {
    if (start > now) {
      const message = crashLoopMessage(restartDelay(attempt), container.name, podFullName(identityOf(pod)));
      const waiting = attempt > 1 ? { reason: 'CrashLoopBackOff', message } : undefined;
      return { ...story, runs, next: start, waiting };
    }
    const end = rules.run === undefined ? undefined : start + rules.run;
    const isOver = end !== undefined && end <= now;
    const run = { attempt, from: start, to: isOver ? end : undefined, exitCode: rules.exitCode };
    runs = [run, ...runs].slice(0, 2);
    if (!isOver) return { ...story, runs, next: end };
    const again = policy === 'Always' || (policy === 'OnFailure' && rules.exitCode !== 0);
    if (!again) return { ...story, runs, next: undefined };
    // However short a run: restarts take a moment, so that time goes on.
    start = end + Math.max(100, restartDelay(attempt + 1));
  }
}

/** Init containers one after the other, then all others at once. */
function storiesOf({ pod, since }: SimulatedPod, now: number): readonly Story[] {
  const stories: Story[] = [];
  const [first] = allContainers(pod);
  let from = since + (first ? rulesOf(pod, first).start : 0);
  for (const container of initContainers(pod)) {
    const story = storyOf(pod, container, from, now);
    stories.push(story);
    const last = story.runs[0];
    if (isSidecar(container) && last !== undefined) continue;
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

/** When the containers had done their work, none of them to be restarted; undefined: not yet. */
function finishedAt(pod: Pod, stories: readonly Story[]): number | undefined {
  const endOf = ({ runs: [last], next }: Story): number | undefined => (next === undefined ? last?.to : undefined);
  const failedInit = stories.find(
    (story) =>
      initContainers(pod).some(({ name }) => name === story.container.name) &&
      !isSidecar(story.container) &&
      endOf(story) !== undefined &&
      story.rules.exitCode !== 0,
  );
  if (failedInit) return podRestartPolicy(pod) === 'Never' ? endOf(failedInit) : undefined;
  const mains = mainContainers(pod).map(({ name }) => stories.find(({ container }) => container.name === name));
  const ends = mains.map((story) => (story === undefined ? undefined : endOf(story)));
  return ends.length > 0 && ends.every((end) => end !== undefined) ? Math.max(...ends) : undefined;
}

interface PodEnd {
  /** When the node begins to stop what runs. */
  readonly at: number;
  readonly graceMs: number;
  readonly failure: PodFailure | undefined;
}

/** When the pod exceeds its activeDeadlineSeconds. */
function deadlineOf({ pod, since }: SimulatedPod): number | undefined {
  const seconds = pod.spec?.activeDeadlineSeconds;
  if (seconds === undefined) return undefined;
  return (pod.status?.startTime ? Date.parse(pod.status.startTime) : since) + seconds * 1000;
}

/** The event that has terminated the pod by now, if any: its deletion, its deadline or its completion. */
function endOf(simulated: SimulatedPod, stories: readonly Story[], now: number): PodEnd | undefined {
  const { pod } = simulated;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  const graceMs = (deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000;
  const deadline = deadlineOf(simulated);
  // The deletion's timestamp is the end of its grace, cut to a whole second: nothing of that second is to be undone.
  const deleted = deletionTimestamp === undefined ? undefined : Date.parse(deletionTimestamp) - graceMs + 999;
  const ends: readonly (PodEnd | undefined)[] = [
    { at: finishedAt(pod, stories) ?? Number.POSITIVE_INFINITY, graceMs, failure: undefined },
    deadline === undefined ? undefined : { at: deadline, graceMs, failure: deadlineExceeded },
    deleted === undefined ? undefined : { at: Math.min(now, deleted), graceMs, failure: undefined },
  ];
  return ends
    .filter((end) => end !== undefined)
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at - b.at)[0];
}

/** Stops running containers when the pod terminates: the main containers at once, then the sidecars in reverse order. */
function stopped(stories: readonly Story[], { at, graceMs }: PodEnd, now: number): readonly Story[] {
  const killedAt = at + graceMs;
  const stop = (story: Story, toldAt: number): Story => {
    const [last, ...older] = story.runs;
    const still = { ...story, waiting: undefined, next: undefined };
    if (last === undefined || last.to !== undefined) return still;
    const { run, exitCode } = story.rules;
    const byItself = run === undefined ? Number.POSITIVE_INFINITY : last.from + run;
    const obeysAt = toldAt + story.rules.stop;
    const to = Math.min(byItself, obeysAt, killedAt);
    if (to > now) return { ...still, next: to };
    const code = to === byItself ? exitCode : to === obeysAt ? 0 : killedExitCode;
    return { ...still, runs: [{ ...last, to, exitCode: code }, ...older] };
  };
  const result = new Map<Story, Story>();
  const plannedEnd = (story: Story): number => story.next ?? story.runs[0]?.to ?? at;
  let told = at;
  for (const story of stories.filter(({ container }) => !isSidecar(container))) {
    const ended = stop(story, at);
    result.set(story, ended);
    told = Math.max(told, plannedEnd(ended));
  }
  for (const story of stories.filter(({ container }) => isSidecar(container)).toReversed()) {
    const ended = stop(story, told);
    result.set(story, ended);
    told = Math.max(told, plannedEnd(ended));
  }
  return stories.map((story) => result.get(story) ?? story);
}

function statusOf(pod: SimulatedPod, { container }: Story, run: Run): ContainerStatus {
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
    exitCode: exited ? run.exitCode : 0,
    reason: exited ? (run.exitCode === 0 ? 'Completed' : 'Error') : '',
    message: '',
    logPath: '',
    labels: {},
    annotations: { [annotation.restartCount]: String(run.attempt) },
  };
}

export function simulate(simulated: SimulatedPod, now: number): SimulatedMoment {
  const { pod, since, ip } = simulated;
  const undisturbed = storiesOf(simulated, now);
  const end = endOf(simulated, undisturbed, now);
  const stories = end === undefined ? undisturbed : stopped(storiesOf(simulated, end.at), end, now);
  const { uid, name, namespace } = identityOf(pod);
  const runs = stories.flatMap((story) =>
    story.runs.map((run) => ({ story, run, status: statusOf(simulated, story, run) })),
  );
  const over = end !== undefined && !runs.some(({ run }) => run.to === undefined);
  const begun = runs.length > 0 || stories.some(({ waiting }) => waiting !== undefined);
  const sandbox: Sandbox = {
    id: uid,
    name,
    namespace,
    uid,
    attempt: 0,
    ready: begun && !over,
    createdAt: since,
    labels: {},
    annotations: {},
    ips: begun ? [ip] : [],
  };
  const readyAt = runs
    .filter(({ run, story }) => run.to === undefined && story.rules.ready > 0)
    .map(({ run, story }) => run.from + story.rules.ready);
  const deadline = end === undefined ? deadlineOf(simulated) : undefined;
  return {
    observed: { sandboxes: begun ? [sandbox] : [], containers: runs.map(({ status }) => status) },
    knowledge: {
      waiting: (container) => stories.find((story) => story.container.name === container)?.waiting,
      readiness: (id) => {
        const found = runs.find(({ status }) => status.id === id);
        return found && now >= found.run.from + found.story.rules.ready ? 'success' : 'failure';
      },
      startup: () => 'success',
      actuated: () => undefined,
      terminationMessage: () => '',
    },
    failure: end?.failure,
    over,
    next: earliest([...stories.map(({ next }) => next), ...readyAt.filter((time) => time > now), deadline]),
  };
}
