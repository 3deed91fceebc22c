/** Cells of printed rows that several kinds share, in the format of upstream's printers. */
import type { KubeObject } from '@kubets/machinery/meta';
import { humanDuration } from '@kubets/machinery/time';
import type { Container } from './generated/core/v1.ts';
import type { LabelSelector } from './generated/meta/v1.ts';

export const none = '<none>';
export const unset = '<unset>';
export const unknown = '<unknown>';

export function nameOf(object: KubeObject): string {
  return object.metadata?.name ?? '';
}

/** The time since an RFC 3339 time (`5m`); `<unknown>` if it is not set. `now` in milliseconds. */
export function since(time: string | null | undefined, now: number): string {
  return time === undefined || time === null ? unknown : humanDuration(now - Date.parse(time));
}

export function ageOf(object: KubeObject, now: number): string {
  return since(object.metadata?.creationTimestamp, now);
}

export function containerNames(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.name).join(',');
}

export function containerImages(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.image ?? '').join(',');
}

/** `a=b,c=d`, sorted by key; `<none>` if empty. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(',');
}

const operators: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** A label selector in kubectl's notation; empty for an empty selector, `<error>` for an invalid one. */
export function selectorText(selector: LabelSelector | undefined): string {
  const requirements = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const write = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (write === undefined) return '<error>';
    requirements.push({ key, text: write(key, [...(values ?? [])].sort().join(',')) });
  }
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.map((requirement) => requirement.text).join(',');
}

/** Like {@link selectorText}, but `<none>` for an empty selector. */
export function selectorCell(selector: LabelSelector | undefined): string {
  return selectorText(selector) || none;
}

/** The first `max` entries and the number of the others. */
export function shortList(entries: readonly string[], max: number, separator = ','): string {
  const shown = entries.slice(0, max).join(separator);
  return entries.length > max ? `${shown} + ${entries.length - max} more...` : shown;
}

/** The distinct addresses of a load balancer. */
export function loadBalancerCell(
  ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | undefined,
): string {
  const addresses = (ingress ?? []).map((each) => each.ip || each.hostname || '').filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}

const accessModeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,RWX`: the distinct access modes, in upstream's order. */
export function accessModesCell(modes: readonly string[] | undefined): string {
  return Object.entries(accessModeNames)
    .filter(([mode]) => modes?.includes(mode))
    .map(([, name]) => name)
    .join(',');
}

/** Whether a condition of this type is `True`. */
export function isTrue(
  conditions: readonly { readonly type: string; readonly status: string }[] | undefined,
  type: string,
): boolean {
  return conditions?.find((condition) => condition.type === type)?.status === 'True';
}
