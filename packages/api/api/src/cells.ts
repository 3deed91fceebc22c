/** Pieces of printed rows that many kinds share, worded as upstream's printers word them. */
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

/** How long ago an RFC 3339 time was (`5m`); `<unknown>` when it was never set. `now` in ms. */
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

/** `a=b,c=d` in the order of the keys; `<none>` when there are none. */
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

/** A label selector in kubectl's notation; empty when it asks for nothing, `<error>` when it is malformed. */
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

/** As {@link selectorText}, with `<none>` for nothing. */
export function selectorCell(selector: LabelSelector | undefined): string {
  return selectorText(selector) || none;
}

/** The first `max` entries, and how many more there are. */
export function shortList(entries: readonly string[], max: number, separator = ','): string {
  const shown = entries.slice(0, max).join(separator);
  return entries.length > max ? `${shown} + ${entries.length - max} more...` : shown;
}

/** Where traffic comes in: the addresses of a load balancer, each once. */
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

/** `RWO,RWX`: each mode once, in upstream's order. */
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
