/** Allocates cluster IPs and node ports when a Service is written. Its commit also writes the allocations. */
import { ipAddresses, type Service, type ServicePort, services } from '@kubets/api';
import { withoutTypeDependentFields } from '@kubets/api/kind-rules';
import type { AllocationRegister, AllocationView, WriteHook } from '@kubets/apiserver/subresources';
import type { Random } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { type AddressRange, formatIpv4, parseIpv4, parseRange } from './ipv4.ts';
import { band, inRange, type NumberRange, pickFree } from './number-range.ts';
import { allocationsOf, holderOf, nodePortRegister } from './service-allocations.ts';
import {
  clusterIpOf,
  keepAllocated,
  nodePortsOf,
  normalized,
  wantsClusterIp,
  wantsHealthCheckPort,
  wantsNodePorts,
} from './service-needs.ts';

export interface ServiceAllocationOptions {
  readonly random: Random;
  /** Default 10.96.0.0/16. */
  readonly serviceCidr?: string;
  /** Default 30000-32767, both included. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
}

export const defaultServiceCidr = '10.96.0.0/16';
const defaultNodePorts = { first: 30_000, last: 32_767 };
const portAllocated = 'provided port is already allocated';

/** The first address of the range: that of the `kubernetes` Service. */
export function firstServiceAddress(serviceCidr: string = defaultServiceCidr): string {
  return formatIpv4(parseRange(serviceCidr).first);
}

/** The range to allocate from, and how a number is chosen. */
class Ranges {
  readonly addresses: NumberRange & AddressRange;
  readonly ports: NumberRange;
  readonly #random: Random;

  constructor({ random, serviceCidr = defaultServiceCidr, nodePorts = defaultNodePorts }: ServiceAllocationOptions) {
    const range = parseRange(serviceCidr);
    this.addresses = { ...range, reserved: band(range.last - range.first + 1, 16, 16, 256) };
    this.ports = { ...nodePorts, reserved: band(nodePorts.last - nodePorts.first + 1, 32, 16, 128) };
    this.#random = random;
  }

  /** A number that appears free: the state of this server is checked first, and the store if all appear taken. */
  async pick(
    range: NumberRange,
    view: AllocationView,
    register: AllocationRegister,
    nameOf: (number: number) => string,
    mine: ReadonlySet<number> = new Set(),
  ): Promise<number | undefined> {
    for (const age of [undefined, 'newest'] as const) {
      const taken = await view.taken(register, age);
      const number = pickFree(range, this.#random, (each) => mine.has(each) || taken(nameOf(each)));
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
    const addressed = await this.#withClusterIp(this.#service);
    const mine = new Set(nodePortsOf(this.#old));
    return this.#withHealthCheckPort(await this.#withNodePorts(addressed, mine), mine);
  }

  async #withClusterIp(service: Service): Promise<Service> {
    const asked = clusterIpOf(service);
    const before = this.#old?.spec?.type === 'ExternalName' ? '' : clusterIpOf(this.#old);
    const fixed = before !== '' && service.spec?.type !== 'ExternalName';
    if (fixed && asked !== before)
      throw this.#invalid('spec.clusterIPs[0]', service.spec?.clusterIPs, 'may not change once set');
    if (fixed || !wantsClusterIp(service)) return service;
    if (asked !== '') this.#checkAddress(asked);
    const ip = asked === '' ? await this.#anyAddress() : asked;
    return { ...service, spec: { ...service.spec, clusterIP: ip, clusterIPs: [ip] } };
  }

  async #anyAddress(): Promise<string> {
    const number = await this.#ranges.pick(this.#ranges.addresses, this.#view, ipAddresses, formatIpv4);
    if (number === undefined) throw errors.internal('failed to allocate a serviceIP: range is full');
    return formatIpv4(number);
  }

  #checkAddress(asked: string): void {
    const number = parseIpv4(asked);
    const { addresses } = this.#ranges;
    const refuse = (why: string) => this.#invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${why}`);
    if (number === undefined || !inRange(number, addresses))
      throw refuse(`the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${addresses.text}`);
    if (this.#isRefused(ipAddresses, asked)) throw refuse('provided IP is already allocated');
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
    const port = await this.#ranges.pick(this.#ranges.ports, this.#view, nodePortRegister, String, mine);
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
      return new Filling(normalized(kept), before, ranges, view).filled();
    },
    allocations: (object) => allocationsOf(object),
    holder: holderOf,
  };
}
