/** Evaluates a pod against a level and a version of the Pod Security Standards. */
import type { CheckedPod, CheckPod, CheckRevision, PodSecurityCheck, Violation } from './check.ts';
import { hostChecks } from './checks/host.ts';
import { privilegeChecks } from './checks/privileges.ts';
import { profileChecks } from './checks/profiles.ts';
import { specChecks } from './checks/spec.ts';
import { userChecks } from './checks/users.ts';
import type { Level, LevelVersion } from './policy.ts';

const byId = (a: PodSecurityCheck, b: PodSecurityCheck): number => (a.id < b.id ? -1 : 1);
const allChecks = [hostChecks, privilegeChecks, profileChecks, specChecks, userChecks].flat().sort(byId);

/** The newest version that has a change. */
const newest = Math.max(...allChecks.flatMap(({ revisions }) => revisions.map(({ since }) => since)));

const revisionAt = ({ revisions }: PodSecurityCheck, minor: number): CheckRevision | undefined =>
  revisions.findLast(({ since }) => since <= minor);

/** Those of level baseline first. */
function checksAt(level: Exclude<Level, 'privileged'>, minor: number): readonly CheckPod[] {
  const revisionsOf = (of: Level) =>
    allChecks
      .filter((check) => check.level === of)
      .map((check) => ({ id: check.id, revision: revisionAt(check, minor) }))
      .filter(({ revision }) => revision !== undefined);
  const restricted = level === 'restricted' ? revisionsOf('restricted') : [];
  const replaced = new Set(restricted.map(({ revision }) => revision?.replaces));
  const baseline = revisionsOf('baseline').filter(({ id }) => !replaced.has(id));
  return [...baseline, ...restricted].flatMap(({ revision }) => (revision === undefined ? [] : [revision.check]));
}

const known = new Map<string, readonly CheckPod[]>();

function checksOf(level: Exclude<Level, 'privileged'>, minor: number): readonly CheckPod[] {
  const key = `${level} ${minor}`;
  const found = known.get(key) ?? checksAt(level, minor);
  known.set(key, found);
  return found;
}

/**
 * All violations, in the order of messages. Empty if the pod complies. `serverMinor`: the minor version of the server, which is
 * what `latest` and later versions mean.
 */
export function evaluatePod(
  { level, version }: LevelVersion,
  pod: CheckedPod,
  serverMinor: number,
): readonly Violation[] {
  if (level === 'privileged') return [];
  return checksOf(level, Math.min(version.minor, newest, serverMinor)).flatMap((check) => check(pod) ?? []);
}

/** `host namespaces, privileged`. */
export const reasonsOf = (violations: readonly Violation[]): string =>
  violations.map(({ reason }) => reason).join(', ');

/** `host namespaces (hostPID=true), privileged (container "c" must not set …)`. */
export const detailsOf = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
