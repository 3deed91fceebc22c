/** Levels and versions of the Pod Security Standards, and the policy that the labels of a namespace select. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';

export type Level = 'privileged' | 'baseline' | 'restricted';

const levels: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** A version of the standards. `latest` is newer than every other version, also than those of the future. */
export interface PolicyVersion {
  /** Infinity for `latest`. */
  readonly minor: number;
  /** `latest` or `v1.MINOR`. */
  readonly text: string;
}

export const latest: PolicyVersion = { minor: Number.POSITIVE_INFINITY, text: 'latest' };

export interface LevelVersion {
  readonly level: Level;
  readonly version: PolicyVersion;
}

/** As in messages: `restricted:latest`. */
export const levelVersionText = ({ level, version }: LevelVersion): string => `${level}:${version.text}`;

export type Mode = 'enforce' | 'audit' | 'warn';

export type Policy = Readonly<Record<Mode, LevelVersion>>;

const privileged: LevelVersion = { level: 'privileged', version: latest };
export const privilegedPolicy: Policy = { enforce: privileged, audit: privileged, warn: privileged };

export const isFullyPrivileged = ({ enforce, audit, warn }: Policy): boolean =>
  [enforce, audit, warn].every(({ level }) => level === 'privileged');

/** −1, 0 or 1: whether `a` is less strict than, as strict as or stricter than `b`. */
export const compareLevels = (a: Level, b: Level): number => Math.sign(levels.indexOf(a) - levels.indexOf(b));

export const sameLevelVersion = (a: LevelVersion, b: LevelVersion): boolean =>
  a.level === b.level && a.version.text === b.version.text;

/** Whether the two have the same effect: all versions of `privileged` are equal. */
const equivalent = (a: LevelVersion, b: LevelVersion): boolean =>
  (a.level === 'privileged' && b.level === 'privileged') || sameLevelVersion(a, b);

export const equivalentPolicies = (a: Policy, b: Policy): boolean =>
  equivalent(a.enforce, b.enforce) && equivalent(a.audit, b.audit) && equivalent(a.warn, b.warn);

export const invalidLevel = 'must be one of privileged, baseline, restricted';
export const invalidVersion = 'must be "latest" or "v1.x"';

/** Undefined if there is no such level. */
export function parseLevel(text: string): Level | undefined {
  return levels.find((level) => level === text);
}

const maxInt64 = 2n ** 63n - 1n;

/** Undefined if it is neither `latest` nor `v1.N` with N in 64 bits. */
export function parseVersion(text: string): PolicyVersion | undefined {
  if (text === 'latest') return latest;
  const digits = /^v1\.(0|[1-9][0-9]{0,18})$/.exec(text)?.[1];
  if (digits === undefined || BigInt(digits) > maxInt64) return undefined;
  return { minor: Number(digits), text };
}

const prefix = 'pod-security.kubernetes.io/';

type Labels = Readonly<Record<string, string>>;

const labelOf = (labels: Labels, name: string): string | undefined =>
  Object.hasOwn(labels, prefix + name) ? labels[prefix + name] : undefined;

/** Whether the label of the mode's level or version is set. */
export const isModeLabelled = (labels: Labels, mode: Mode): boolean =>
  labelOf(labels, mode) !== undefined || labelOf(labels, `${mode}-version`) !== undefined;

/** What applies if a level cannot be parsed: enforcement fails closed, audit and warn fail open. */
const levelOnError: Readonly<Record<Mode, Level>> = {
  enforce: 'restricted',
  audit: 'privileged',
  warn: 'privileged',
};

/**
 * The policy of a namespace with these labels; `defaults` apply to the labels that are not set. If a label is invalid, there
 * is a policy nevertheless (the latest version; `restricted` for enforcement), beside the errors.
 */
export function policyOf(
  labels: Labels,
  defaults: Policy,
): { readonly policy: Policy; readonly errors: readonly FieldError[] } {
  if (!Object.keys(labels).some((name) => name.startsWith(prefix))) return { policy: defaults, errors: [] };
  const errors: FieldError[] = [];
  const invalid = (name: string, value: string, detail: string): void => {
    errors.push(fieldError.invalid(`metadata.labels[${prefix}${name}]`, value, detail));
  };
  const selected = (mode: Mode): LevelVersion => {
    let { level, version } = defaults[mode];
    const levelText = labelOf(labels, mode);
    if (levelText !== undefined) {
      const parsed = parseLevel(levelText);
      if (parsed === undefined) invalid(mode, levelText, invalidLevel);
      level = parsed ?? levelOnError[mode];
    }
    const versionText = labelOf(labels, `${mode}-version`);
    if (versionText !== undefined) {
      const parsed = parseVersion(versionText);
      if (parsed === undefined) invalid(`${mode}-version`, versionText, invalidVersion);
      version = parsed ?? latest;
    }
    return { level, version };
  };
  const [enforce, audit, warn] = [selected('enforce'), selected('audit'), selected('warn')];
  return { policy: { enforce, audit, warn: warnAtLeast(enforce, warn, labels) }, errors };
}

/** Without a label of its own, `warn` is at least as strict as an enforced level that a label sets. */
function warnAtLeast(enforce: LevelVersion, warn: LevelVersion, labels: Labels): LevelVersion {
  const set = parseLevel(labelOf(labels, 'enforce') ?? '') !== undefined;
  if (!set || labelOf(labels, 'warn') !== undefined || compareLevels(enforce.level, warn.level) <= 0) return warn;
  return {
    level: enforce.level,
    version: labelOf(labels, 'warn-version') === undefined ? enforce.version : warn.version,
  };
}
