/** The evaluators of all resources: pods, Services, claims, and the number of objects of any other resource. */

import { deepEqual } from '@kubets/base';
import { divideAwayFromZero, nanosPerUnit, parseQuantity, type Quantity, quantityOf } from '@kubets/machinery/quantity';
import { isNative } from '../core/validation/resource-names.ts';
import type { PersistentVolumeClaim, Service } from '../generated/core/v1.ts';
import type { ResourceClaim } from '../generated/resource/v1.ts';
import { objectCountName, type QuotaEvaluator, type QuotaFacts } from './evaluator.ts';
import { podEvaluator } from './pod-usage.ts';
import { largest, type ResourceList, sum } from './resource-list.ts';
import { claimMatchesScope, volumeAttributesClassesOf } from './scopes.ts';

const one = quantityOf(1);
const unscoped = { scoped: false, matchesScope: () => false, constraints: () => undefined } as const;
const named = (names: Iterable<string>, counted: readonly string[]): readonly string[] =>
  [...names].filter((name) => counted.includes(name));

/** Creates of any resource. `alias` is the name from before `count/`. */
function objectCount(group: string, plural: string, alias?: string): QuotaEvaluator {
  const names = [objectCountName(group, plural), ...(alias === undefined ? [] : [alias])];
  return {
    ...unscoped,
    group,
    plural,
    handles: ({ operation, subresource }) => operation === 'CREATE' && subresource === '',
    matchingResources: (given) => named(given, names),
    usage: () => new Map(names.map((name) => [name, one])),
  };
}

const serviceNames = [objectCountName('', 'services'), 'services', 'services.nodeports', 'services.loadbalancers'];

/** Node ports are counted as asked for: they may not be allocated yet. */
function serviceUsage({ spec }: Service): ResourceList {
  const { type, ports = [], allocateLoadBalancerNodePorts } = spec ?? {};
  const explicit = ports.filter(({ nodePort = 0 }) => nodePort !== 0).length;
  const isBalanced = type === 'LoadBalancer';
  const balancedPorts = allocateLoadBalancerNodePorts === false ? explicit : ports.length;
  const nodePorts = type === 'NodePort' ? ports.length : isBalanced ? balancedPorts : 0;
  return new Map([
    [objectCountName('', 'services'), one],
    ['services', one],
    ['services.nodeports', quantityOf(nodePorts)],
    ['services.loadbalancers', quantityOf(isBalanced ? 1 : 0)],
  ]);
}

const serviceEvaluator: QuotaEvaluator = {
  ...unscoped,
  group: '',
  plural: 'services',
  handles: ({ subresource }) => subresource === '',
  matchingResources: (names) => named(names, serviceNames),
  usage: (object) => serviceUsage(object),
};

const claimCountName = objectCountName('', 'persistentvolumeclaims');
const claimNames = ['persistentvolumeclaims', 'requests.storage'] as const;
const classSuffix = '.storageclass.storage.k8s.io/';
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** Storage is counted in whole bytes. */
function rounded({ nanos, format }: Quantity): Quantity {
  return { nanos: divideAwayFromZero(nanos, nanosPerUnit) * nanosPerUnit, format };
}

/** What the claim requests, or what an expansion has allocated if that is more. */
function storageOf({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const request = spec?.resources?.requests?.['storage'];
  if (request === undefined) return undefined;
  const allocated = status?.allocatedResources?.['storage'];
  const requested = rounded(parseQuantity(request));
  if (allocated === undefined) return requested;
  const standing = rounded(parseQuantity(allocated));
  return standing.nanos > requested.nanos ? standing : requested;
}

function claimUsage(claim: PersistentVolumeClaim): ResourceList {
  const usage = new Map([
    [claimCountName, one],
    ['persistentvolumeclaims', one],
  ]);
  const storageClass = claim.metadata?.annotations?.[classAnnotation] ?? claim.spec?.storageClassName ?? '';
  const storage = storageOf(claim);
  if (storage !== undefined) usage.set('requests.storage', storage);
  if (storageClass === '') return usage;
  usage.set(`${storageClass}${classSuffix}persistentvolumeclaims`, one);
  if (storage !== undefined) usage.set(`${storageClass}${classSuffix}requests.storage`, storage);
  return usage;
}

function claimChanged(claim: PersistentVolumeClaim, old: PersistentVolumeClaim | undefined): boolean {
  const allocated = ({ status }: PersistentVolumeClaim) => status?.allocatedResources?.['storage'];
  if (old === undefined) return false;
  if (allocated(claim) !== allocated(old)) return true;
  return !deepEqual(volumeAttributesClassesOf(claim).toSorted(), volumeAttributesClassesOf(old).toSorted());
}

const claimEvaluator: QuotaEvaluator = {
  group: '',
  plural: 'persistentvolumeclaims',
  scoped: true,
  constraints: () => undefined,
  matchesScope: (scope, object) => claimMatchesScope(scope, object),
  handles: ({ subresource, object, oldObject }) =>
    subresource === '' || (subresource === 'status' && claimChanged(object, oldObject)),
  matchingResources: (names) =>
    [...names].filter(
      (name) =>
        name === claimCountName || claimNames.some((each) => name === each || name.endsWith(`${classSuffix}${each}`)),
    ),
  usage: (object) => claimUsage(object),
};

const devicesSuffix = '.deviceclass.resource.k8s.io/devices';
const implicitPrefix = 'requests.deviceclass.resource.kubernetes.io/';
const deviceClaimCountName = objectCountName('resource.k8s.io', 'resourceclaims');
/** The most devices that a claim can be allocated: what `All` counts as. */
const maxAllocationResults = 32;

interface DeviceAmount {
  readonly deviceClassName: string;
  readonly allocationMode?: string;
  readonly count?: number;
}

/** The devices of a request by class. Unknown modes are not counted, as upstream. */
function devicesOf({ deviceClassName, allocationMode, count = 1 }: DeviceAmount): ResourceList {
  const devices = allocationMode === 'All' ? maxAllocationResults : allocationMode === 'ExactCount' ? count : 0;
  return new Map([[`${deviceClassName}${devicesSuffix}`, quantityOf(devices)]]);
}

/** An alternative request counts as the largest alternative of each class. */
function resourceClaimUsage({ spec }: ResourceClaim, { deviceClasses }: QuotaFacts): ResourceList {
  let devices: ResourceList = new Map();
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? []) {
    const alternatives = firstAvailable.length > 0 ? firstAvailable : exactly === undefined ? [] : [exactly];
    devices = sum(
      devices,
      alternatives.reduce<ResourceList>((most, each) => largest(most, devicesOf(each)), new Map()),
    );
  }
  const usage = new Map([[deviceClaimCountName, one], ...devices]);
  for (const [name, quantity] of devices) {
    if (quantity.nanos === 0n) continue;
    const deviceClass = name.slice(0, -devicesSuffix.length);
    usage.set(`${implicitPrefix}${deviceClass}`, quantity);
    const extended = deviceClasses.find(({ metadata }) => metadata?.name === deviceClass)?.spec?.extendedResourceName;
    if (extended) usage.set(`requests.${extended}`, quantity);
  }
  return usage;
}

const resourceClaimEvaluator: QuotaEvaluator = {
  ...unscoped,
  group: 'resource.k8s.io',
  plural: 'resourceclaims',
  handles: ({ subresource }) => subresource === '',
  matchingResources(names, { deviceClasses }) {
    const implicit = new Set(
      deviceClasses.flatMap(({ metadata, spec }) =>
        spec?.extendedResourceName
          ? [`${implicitPrefix}${metadata?.name}`, `requests.${spec.extendedResourceName}`]
          : [],
      ),
    );
    return [...names].filter(
      (name) =>
        name === deviceClaimCountName ||
        name.endsWith(devicesSuffix) ||
        (!isNative(name) && implicit.has(name)) ||
        (name.startsWith(implicitPrefix) && implicit.has(name)),
    );
  },
  usage: (object, facts) => resourceClaimUsage(object as ResourceClaim, facts),
};

/** The evaluators that count more than objects, or count them under another name, too. */
export const knownEvaluators: readonly QuotaEvaluator[] = [
  podEvaluator,
  serviceEvaluator,
  claimEvaluator,
  resourceClaimEvaluator,
  ...['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'].map((name) => objectCount('', name, name)),
];

/** Resources without objects, and events, are not counted. */
const ignored: ReadonlySet<string> = new Set([
  '/bindings',
  '/componentstatuses',
  '/events',
  'events.k8s.io/events',
  'authentication.k8s.io/tokenreviews',
  'authentication.k8s.io/selfsubjectreviews',
  'authorization.k8s.io/subjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
]);

const known = new Map(knownEvaluators.map((each) => [`${each.group}/${each.plural}`, each]));

/** The evaluator of a resource; undefined if quota ignores it. */
export function evaluatorOf(group: string, plural: string): QuotaEvaluator | undefined {
  const key = `${group}/${plural}`;
  return ignored.has(key) ? undefined : (known.get(key) ?? objectCount(group, plural));
}

/** The resource of a `count/` name: `count/deployments.apps`. Undefined for other names. */
export function countedResource(name: string): { readonly group: string; readonly plural: string } | undefined {
  if (!name.startsWith('count/')) return undefined;
  const [plural = '', ...group] = name.slice('count/'.length).split('.');
  return { group: group.join('.'), plural };
}
