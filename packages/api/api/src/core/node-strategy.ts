/** Strategy of Nodes: taints, immutable pod CIDRs, and status on create. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { parseCidr, validateLegacyCidr } from '@kubets/machinery/values';
import type { Node } from '../generated/core/v1.ts';
import { semanticEqual } from './semantic-equal.ts';
import type { Found } from './validation/checks.ts';
import { quantityValues } from './validation/resources.ts';
import { taints } from './validation/scheduling.ts';

/** `podCIDR` is always the first entry of `podCIDRs`. */
export function defaultNode(node: Node): Node {
  const { podCIDR, podCIDRs } = node.spec ?? {};
  const first = podCIDRs?.[0];
  if (podCIDR && first !== podCIDR) return { ...node, spec: { ...node.spec, podCIDRs: [podCIDR] } };
  return first && !podCIDR ? { ...node, spec: { ...node.spec, podCIDR: first } } : node;
}

function resources(found: Found, { status }: Node): void {
  quantityValues(found, (name) => `status.capacity.${name}`, status?.capacity);
  quantityValues(found, (name) => `status.allocatable.${name}`, status?.allocatable);
}

function podRanges(found: Found, ranges: readonly string[]): void {
  const path = 'spec.podCIDRs';
  ranges.forEach((range, index) => {
    found.push(...validateLegacyCidr(range, `${path}[${index}]`, { strict: false }));
  });
  if (ranges.length < 2) return;
  const families = new Set(ranges.map((range) => parseCidr(range, { sloppy: true })?.address.version));
  if (families.size < 2 || ranges.length > 2) {
    found.push(fieldError.invalid(path, ranges, 'may specify no more than one CIDR for each IP family'));
  }
  const isAgain = repeats<string>();
  ranges.forEach((range, index) => {
    if (isAgain(range)) found.push(fieldError.duplicate(`${path}[${index}]`, range));
  });
}

export function validateNode(node: Node): readonly FieldError[] {
  const found: FieldError[] = [];
  // The path is the same as upstream's, although it is not a valid field path.
  taints(found, 'metadata.taints', node.spec?.taints);
  resources(found, node);
  podRanges(found, node.spec?.podCIDRs ?? []);
  return found;
}

/** Used for the node and for its status. */
export function validateNodeUpdate(next: Node, old: Node): readonly FieldError[] {
  const found: FieldError[] = [];
  resources(found, next);
  const addresses = next.status?.addresses ?? [];
  const isAgain = repeats<string>();
  addresses.forEach((address, index) => {
    if (isAgain(`${address.type} ${address.address}`))
      found.push(fieldError.duplicate(`status.addresses[${index}]`, address));
  });
  const once = (field: string, name: string): void => {
    found.push(fieldError.forbidden(`spec.${field}`, `node updates may not change ${name} except from "" to valid`));
  };
  const [ranges, before] = [next.spec?.podCIDRs ?? [], old.spec?.podCIDRs ?? []];
  if (before.length > 0 && !semanticEqual(ranges, before)) once('podCIDRs', 'podCIDR');
  if (old.spec?.providerID && old.spec.providerID !== next.spec?.providerID) once('providerID', 'providerID');
  if (next.spec?.taints !== old.spec?.taints) taints(found, 'metadata.taints', next.spec?.taints);
  return found;
}
