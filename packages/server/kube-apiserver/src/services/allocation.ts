/** Allocates cluster IPs and node ports when a Service is written. Its commit also writes the allocations. */
import { ipAddresses, type Service, type ServicePort, services } from '@kubets/api';
import { withoutTypeDependentFields } from '@kubets/api/kind-rules';
import type { AllocationRegister, AllocationView, WriteHook } from '@kubets/apiserver/subresources';
import type { Random } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import {
  canonicalAddress,
  type Family,
  firstAddress,
  parseServiceRanges,
  pickAddress,
  rangeContains,
} from './address-range.ts';
import { type ClusterFamilies, keepsPreferDualStack, withIpFamilies } from './ip-families.ts';
import { band, inRange, type NumberRange, pickFree } from './number-range.ts';
import { ReadyRanges } from './ready-ranges.ts';
import { allocationsOf, holderOf, nodePortRegister } from './service-allocations.ts';
import {
  headless,
  keepAllocated,
  nodePortsOf,
  normalized,
  wantsHealthCheckPort,
  wantsNodePorts,
} from './service-needs.ts';

export interface ServiceAllocationOptions {
  readonly random: Random;
  /** One range, or one of each family, separated by a comma; the first is the primary one. Default 10.96.0.0/16. */
  readonly serviceCidr?: string;
  /** Default 30000-32767, both included. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
}

export const defaultServiceCidr = '10.96.0.0/16';
const defaultNodePorts = { first: 30_000, last: 32_767 };
const portAllocated = 'provided port is already allocated';

/** The first address of the primary range: that of the `kubernetes` Service. */
export function firstServiceAddress(serviceCidr: string = defaultServiceCidr): string {
  return firstAddress(parseServiceRanges(serviceCidr)[0]);
}

const stateOfThisServerThenNewest = [undefined, 'newest'] as const;

/**
 * The ranges to allocate from, and how a number is chosen: the state of this server is checked first, and the store if all
 * appear taken.
 */
class Ranges {
  readonly families: ClusterFamilies;
  readonly ports: NumberRange;
  readonly #ready = new ReadyRanges();
  readonly #random: Random;

  constructor({ random, serviceCidr = defaultServiceCidr, nodePorts = defaultNodePorts }: ServiceAllocationOptions) {
    const [primary, ...others] = parseServiceRanges(serviceCidr);
    this.families = [primary.family, ...others.map(({ family }) => family)];
    this.ports = { ...nodePorts, reserved: band(nodePorts.last - nodePorts.first + 1, 32, 16, 128) };
    this.#random = random;
  }

  /** A cluster IP that appears free; undefined if there is none in any ready ServiceCIDR. */
  async pickAddress(family: Family, view: AllocationView): Promise<string | undefined> {
    for (const age of stateOfThisServerThenNewest) {
      const ranges = await this.#ready.of(view, age);
      const taken = await view.taken(ipAddresses, age);
      for (const range of ranges) {
        const address = range.family === family ? await pickAddress(range, this.#random, taken) : undefined;
        if (address !== undefined) return address;
      }
    }
    return undefined;
  }

  /** Whether a ready ServiceCIDR contains it. */
  async contains(address: string, view: AllocationView): Promise<boolean> {
    for (const age of stateOfThisServerThenNewest) {
      const ranges = await this.#ready.of(view, age);
      if (ranges.some((range) => rangeContains(range, address))) return true;
    }
    return false;
  }

  /** A node port that appears free. */
  async pickPort(view: AllocationView, mine: ReadonlySet<number>): Promise<number | undefined> {
    for (const age of stateOfThisServerThenNewest) {
      const taken = await view.taken(nodePortRegister, age);
      const number = pickFree(this.ports, this.#random, (each) => mine.has(each) || taken(String(each)));
      if (number !== undefined) return number;
    }
    return undefined;
  }
}

/** The write of one Service. */
class Filling {
  readonly #service: Service;
  readonly #old: Service | undefined;
  readonly #ranges: Ranges;
  readonly #view: AllocationView;

  constructor(service: Service, old: Service | undefined, ranges: Ranges, view: AllocationView) {
    this.#service = service;
    this.#old = old;
    this.#ranges = ranges;
    this.#view = view;
  }

  /** The Service with all its allocations. Throws Invalid. */
  async filled(): Promise<Service> {
    const addressed = await this.#withClusterIps(withIpFamilies(this.#service, this.#old, this.#ranges.families));
    const mine = new Set(nodePortsOf(this.#old));
    return this.#withHealthCheckPort(await this.#withNodePorts(addressed, mine), mine);
  }

  /** How many addresses the Service holds already. They are never replaced: validation refuses changes. */
  #held(): number {
    const { type, clusterIPs = [] } = this.#old?.spec ?? {};
    return type === 'ExternalName' ? 0 : clusterIPs.length;
  }

  async #withClusterIps(service: Service): Promise<Service> {
    const { spec = {} } = service;
    const held = this.#held();
    const [first] = held > 0 ? (this.#old?.spec?.clusterIPs ?? []) : (spec.clusterIPs ?? []);
    if (spec.type === 'ExternalName' || first === headless || keepsPreferDualStack(spec, this.#old?.spec))
      return service;
    const families = (spec.ipFamilies ?? []) as readonly Family[];
    if (families.length <= held) return service;
    const addresses = families.map((_, index) => spec.clusterIPs?.[index] ?? '');
    for (const [index, family] of families.entries()) {
      if (index < held) continue;
      const asked = addresses[index] ?? '';
      if (asked !== '') await this.#checkAddress(asked, addresses);
      else addresses[index] = await this.#anyAddress(family);
    }
    return { ...service, spec: { ...spec, clusterIP: spec.clusterIP || (addresses[0] ?? ''), clusterIPs: addresses } };
  }

  async #anyAddress(family: Family): Promise<string> {
    const address = await this.#ranges.pickAddress(family, this.#view);
    if (address === undefined) throw errors.internal('failed to allocate a serviceIP: range is full');
    return address;
  }

  async #checkAddress(asked: string, all: readonly string[]): Promise<void> {
    const refuse = (why: string) => this.#invalid('spec.clusterIPs', all, `failed to allocate IP ${asked}: ${why}`);
    if (!(await this.#ranges.contains(asked, this.#view)))
      throw refuse('the provided network does not match the current range');
    if (this.#isRefused(ipAddresses, canonicalAddress(asked))) throw refuse('provided IP is already allocated');
  }

  async #withNodePorts(service: Service, mine: Set<number>): Promise<Service> {
    if (!wantsNodePorts(service)) return service;
    const { ports = [] } = service.spec ?? {};
    // Explicit numbers first, so that none of them is allocated to a port without a number.
    for (const [index, port] of ports.entries())
      if (port.nodePort) this.#takePort(port.nodePort, `spec.ports[${index}].nodePort`, mine);
    const filled: ServicePort[] = [];
    for (const port of ports) filled.push(port.nodePort ? port : { ...port, nodePort: await this.#anyPort(mine) });
    return { ...service, spec: { ...service.spec, ports: filled } };
  }

  async #withHealthCheckPort(service: Service, mine: Set<number>): Promise<Service> {
    if (!wantsHealthCheckPort(service)) return service;
    const { healthCheckNodePort: asked, ports = [] } = service.spec ?? {};
    const field = 'spec.healthCheckNodePort';
    if (asked && ports.some(({ nodePort }) => nodePort === asked)) throw this.#invalid(field, asked, portAllocated);
    if (asked) this.#takePort(asked, field, mine);
    const healthCheckNodePort = asked || (await this.#anyPort(mine));
    return { ...service, spec: { ...service.spec, healthCheckNodePort } };
  }

  #takePort(port: number, field: string, mine: Set<number>): void {
    if (mine.has(port)) return;
    const { ports } = this.#ranges;
    if (!inRange(port, ports)) {
      const why = `provided port is not in the valid range. The range of valid ports is ${ports.first}-${ports.last}`;
      throw this.#invalid(field, port, why);
    }
    if (this.#isRefused(nodePortRegister, String(port))) throw this.#invalid(field, port, portAllocated);
    mine.add(port);
  }

  async #anyPort(mine: Set<number>): Promise<number> {
    const port = await this.#ranges.pickPort(this.#view, mine);
    if (port === undefined) throw errors.internal('failed to allocate a nodePort: range is full');
    mine.add(port);
    return port;
  }

  /** Whether the store has just reported that another Service holds it. */
  #isRefused(register: AllocationRegister, name: string): boolean {
    const record = this.#view.refused(register, name);
    if (record === undefined) return false;
    const holder = holderOf(register, record);
    const { namespace = '', name: own = '' } = this.#service.metadata ?? {};
    return typeof holder === 'string' || holder.namespace !== namespace || holder.name !== own;
  }

  #invalid(field: string, value: unknown, why: string) {
    const name = this.#service.metadata?.name ?? '';
    return errors.invalid(services, name, [fieldError.invalid(field, value, why)]);
  }
}

/** No state belongs to this server alone: several servers may write Services to one store. */
export function serviceAllocation(options: ServiceAllocationOptions): WriteHook {
  const ranges = new Ranges(options);
  return {
    group: services.group,
    resource: services.plural,
    registers: [ipAddresses, nodePortRegister],
    fill(object, old, view) {
      const before: Service | undefined = old;
      const kept =
        before === undefined
          ? (object as Service)
          : withoutTypeDependentFields(keepAllocated(object as Service, before), before);
      return new Filling(normalized(kept, before), before, ranges, view).filled();
    },
    allocations: (object) => allocationsOf(object),
    holder: holderOf,
  };
}
