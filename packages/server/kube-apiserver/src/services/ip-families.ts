/**
 * The IP families of a Service: defaults, and what the cluster's families allow. Upstream: initIPFamilyFields of the Service
 * registry. Pure.
 */
import { type Service, type ServiceSpec, services } from '@kubets/api';
import { clusterAddressErrors } from '@kubets/api/kind-rules';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { type Family, familyOf } from './address-range.ts';
import { headless } from './service-needs.ts';

/** The families of `--service-cluster-ip-range`, the primary one first. */
export type ClusterFamilies = readonly [Family, ...Family[]];

const other = (family: Family): Family => (family === 'IPv4' ? 'IPv6' : 'IPv4');

const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

const reduced = (next: readonly string[] = [], old: readonly string[] = []): boolean =>
  next.length > 0 && next.length < old.length;

/**
 * Whether an update leaves the addresses of a PreferDualStack Service as they are. Such a Service keeps them when the cluster
 * gains or loses a family.
 */
export function keepsPreferDualStack(next: ServiceSpec, old: ServiceSpec | undefined): boolean {
  if (old === undefined || old.type !== next.type || next.type === 'ExternalName') return false;
  if (next.ipFamilyPolicy !== 'PreferDualStack' || old.ipFamilyPolicy !== 'PreferDualStack') return false;
  return sameList(next.clusterIPs, old.clusterIPs) && sameList(next.ipFamilies, old.ipFamilies);
}

const withoutSelector = ({ clusterIP, selector }: ServiceSpec): boolean =>
  clusterIP === headless && Object.keys(selector ?? {}).length === 0;

function policyOf(next: ServiceSpec, old: ServiceSpec | undefined): NonNullable<ServiceSpec['ipFamilyPolicy']> {
  return next.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? (withoutSelector(next) ? 'RequireDualStack' : 'SingleStack');
}

/** With SingleStack, a Service whose lists are as before loses its secondary entries. */
function downgraded(next: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  if (old === undefined || next.ipFamilyPolicy !== 'SingleStack') return next;
  const primary = <T extends string>(list: readonly T[] | undefined, before: readonly T[] | undefined) =>
    list !== undefined && list.length > 1 && sameList(list, before) ? list.slice(0, 1) : list;
  const clusterIPs = primary(next.clusterIPs, old.clusterIPs);
  const ipFamilies = primary(next.ipFamilies, old.ipFamilies);
  return {
    ...next,
    ...(clusterIPs === undefined ? {} : { clusterIPs }),
    ...(ipFamilies === undefined ? {} : { ipFamilies }),
  };
}

function policyErrors(next: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  const found: FieldError[] = [];
  const refuse = (why: string): void => {
    found.push(fieldError.invalid('spec.ipFamilyPolicy', next.ipFamilyPolicy, why));
  };
  if (next.ipFamilyPolicy !== 'SingleStack') {
    if (reduced(next.clusterIPs, old?.clusterIPs)) refuse("must be 'SingleStack' to release the secondary cluster IP");
    if (reduced(next.ipFamilies, old?.ipFamilies)) refuse("must be 'SingleStack' to release the secondary IP family");
    return found;
  }
  const needed = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (next.clusterIPs?.length === 2) refuse(`${needed} cluster IPs are specified`);
  if (next.ipFamilies?.length === 2) refuse(`${needed} IP families are specified`);
  return found;
}

/** The families that are set, and those of the addresses beyond them. */
function familiesOf(spec: ServiceSpec, cluster: ClusterFamilies, found: FieldError[]): readonly Family[] {
  const families = [...(spec.ipFamilies ?? [])] as Family[];
  const { clusterIPs = [] } = spec;
  if (clusterIPs[0] === headless) return families;
  for (const [index, address] of clusterIPs.entries()) {
    if (index < families.length) continue;
    const family = familyOf(address);
    if (cluster.includes(family)) families.push(family);
    else {
      const why = `${family} is not configured on this cluster`;
      found.push(fieldError.invalid(`spec.clusterIPs[${index}]`, clusterIPs, why));
    }
  }
  return families;
}

function clusterErrors(spec: ServiceSpec, families: readonly Family[], cluster: ClusterFamilies): FieldError[] {
  const found: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack' && cluster.length < 2) {
    const why = 'this cluster is not configured for dual-stack services';
    found.push(fieldError.invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, why));
  }
  for (const [index, family] of families.entries())
    if (!cluster.includes(family))
      found.push(fieldError.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  return found;
}

/** The Service with its family policy and families. Throws Invalid. */
export function withIpFamilies(service: Service, old: Service | undefined, cluster: ClusterFamilies): Service {
  const spec = service.spec ?? {};
  const before = old?.spec;
  if (spec.type === 'ExternalName' || keepsPreferDualStack(spec, before)) return service;
  const refuseAny = (found: readonly FieldError[]): void => {
    if (found.length > 0) throw errors.invalid(services, service.metadata?.name ?? '', found);
  };
  const given = { ...spec, ipFamilyPolicy: policyOf(spec, before) };
  refuseAny(clusterAddressErrors(given));
  const next = downgraded(given, before);
  const found = policyErrors(next, before);
  const named = familiesOf(next, cluster, found);
  refuseAny(found);
  const free = withoutSelector(next);
  // The endpoints of a headless Service without selector may have families that the cluster's Services do not have.
  if (!free) refuseAny(clusterErrors(next, named, cluster));
  const families = named.length === 0 ? [cluster[0]] : named;
  const [primary = cluster[0]] = families;
  const both = next.ipFamilyPolicy !== 'SingleStack' && families.length === 1 && (free || cluster.length === 2);
  return { ...service, spec: { ...next, ipFamilies: both ? [primary, other(primary)] : families } };
}
