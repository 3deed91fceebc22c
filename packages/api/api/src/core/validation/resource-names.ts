/** Validation and classification of resource names. Source: `pkg/apis/core/helper`. */
import { fieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import { parseQuantity, QuantityError, wholeValue } from '@kubets/machinery/quantity';
import { type Found, invalidFor } from './checks.ts';

const computeResources = ['cpu', 'memory', 'ephemeral-storage'] as const;
const hugePagesPrefix = 'hugepages-';

/** Resources with integer quantities. */
const counted: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const standard: ReadonlySet<string> = new Set([
  ...computeResources,
  ...computeResources.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...counted,
  'storage',
  'requests.storage',
]);

export const isHugePages = (name: string): boolean => name.startsWith(hugePagesPrefix);

/** Native resources: without a prefix, or with a kubernetes.io prefix. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** {@link isExtended} for a name that is qualified and not native. Fast, because a pod may have tens of thousands. */
function extendsQualified(name: string): boolean {
  if (name.length + 'requests.'.length > 253) return isExtended(name);
  return !name.startsWith('requests.');
}

/** Whether limits may exceed requests. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

export const isInteger = (name: string): boolean => counted.has(name) || isExtended(name);

const isStandard = (name: string): boolean =>
  standard.has(name) || isHugePages(name) || name.startsWith(`requests.${hugePagesPrefix}`);

export const isStandardForQuota = (name: string): boolean =>
  isStandard(name) && !(isHugePages(name) && !name.startsWith(hugePagesPrefix));

const isForContainers = (name: string): boolean =>
  (computeResources as readonly string[]).includes(name) || isHugePages(name);

/** Validates a resource name, including quota names. Returns whether it is valid. */
export function resourceName(found: Found, path: string, name: string): boolean {
  if (isForContainers(name)) return true;
  const messages = qualifiedName(name);
  invalidFor(found, path, name, messages);
  if (messages.length > 0) return false;
  if (name.includes('/') || isStandard(name)) return true;
  found.push(fieldError.invalid(path, name, 'must be a standard resource type or fully qualified'));
  return false;
}

/** Validates the name of a container resource. */
export function containerResourceName(found: Found, path: string, name: string): void {
  if (isForContainers(name)) return;
  const qualified = resourceName(found, path, name);
  if (!name.includes('/')) found.push(fieldError.invalid(path, name, 'must be a standard resource for containers'));
  else if (!isNative(name) && !(qualified ? extendsQualified(name) : isExtended(name))) {
    found.push(fieldError.invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

export const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);

/** Validates the name of a pod-level resource. */
export function podResourceName(found: Found, path: string, name: string): void {
  if (isPodLevel(name) || !resourceName(found, path, name)) return;
  found.push(fieldError.notSupported(path, name, ['cpu', hugePagesPrefix, 'memory']));
}

/** The size of a huge page in bytes; undefined if the name does not contain an integer number of bytes. */
export function hugePageSize(name: string): number | undefined {
  try {
    const size = parseQuantity(name.slice(hugePagesPrefix.length));
    return size.nanos > 0n && size.nanos % 1_000_000_000n === 0n ? wholeValue(size) : undefined;
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}
