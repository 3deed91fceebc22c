/** Cluster IPs and node ports: taken while a Service is written, given back when it is gone or did not come about. */
import { type Service, type ServicePort, services, withoutTypeDependentFields } from '@kubets/api';
import { Mutex, type Random } from '@kubets/base';
import { errors, fieldError, isNotFound, type KubeObject } from '@kubets/machinery';
import type { ResourceAccess } from '../../resource-access.ts';
import type { Reservation, WriteHook } from '../../subresource-handlers.ts';
import { type AddressRange, formatIpv4, parseIpv4, parseRange } from './ipv4.ts';
import { NumberPool, type TakeResult } from './number-pool.ts';
import {
  clusterIpOf,
  headless,
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

/** How much of a range is left to explicit requests: upstream's band, size / step within the bounds. */
function band(size: number, step: number, least: number, most: number): number {
  const wanted = Math.min(Math.max(least, Math.floor(size / step)), most);
  return size <= least ? 0 : wanted;
}

/** The first address of the range: the `kubernetes` Service's. */
export function firstServiceAddress(serviceCidr: string = defaultServiceCidr): string {
  return formatIpv4(parseRange(serviceCidr).first);
}

/** What one write took, so that it can be undone as a whole. */
class Taken {
  readonly #undo: (() => void)[] = [];

  add(undo: () => void): void {
    this.#undo.push(undo);
  }

  undo(): void {
    for (const each of this.#undo.splice(0)) each();
  }
}

class Allocator {
  readonly #range: AddressRange;
  readonly #portText: string;
  readonly #addresses: NumberPool;
  readonly #ports: NumberPool;
  #known: Promise<void> | undefined;
  /** Services that may or may not stand as they are here. */
  readonly #doubts: Service[] = [];
  readonly #settling = new Mutex();

  constructor({ random, serviceCidr = defaultServiceCidr, nodePorts = defaultNodePorts }: ServiceAllocationOptions) {
    const range = parseRange(serviceCidr);
    this.#range = range;
    const addresses = range.last - range.first + 1;
    this.#addresses = new NumberPool({ ...range, reserved: band(addresses, 16, 16, 256), random });
    const ports = nodePorts.last - nodePorts.first + 1;
    this.#ports = new NumberPool({ ...nodePorts, reserved: band(ports, 32, 16, 128), random });
    this.#portText = `${nodePorts.first}-${nodePorts.last}`;
  }

  /** Reads, once, what the Services that stand hold already. */
  learn(resources: ResourceAccess): Promise<void> {
    this.#known ??= this.#read(resources).catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #read(resources: ResourceAccess): Promise<void> {
    for (const service of await resources.list(services)) {
      const ip = parseIpv4(clusterIpOf(service));
      if (ip !== undefined) this.#addresses.take(ip);
      for (const port of nodePortsOf(service)) this.#ports.take(port);
    }
  }

  /** The Service with everything it needs; what was taken for it is in `taken`. Throws Invalid. */
  allocate(service: Service, old: Service | undefined, taken: Taken): Service {
    const addressed = this.#withClusterIp(service, old, taken);
    const held = new Set(nodePortsOf(old));
    return this.#withHealthCheckPort(this.#withNodePorts(addressed, held, taken), held, taken);
  }

  #withClusterIp(service: Service, old: Service | undefined, taken: Taken): Service {
    const asked = clusterIpOf(service);
    const before = old?.spec?.type === 'ExternalName' ? '' : clusterIpOf(old);
    const fixed = before !== '' && service.spec?.type !== 'ExternalName';
    if (fixed && asked !== before) throw unchangeable(service);
    if (fixed || !wantsClusterIp(service)) return service;
    const ip = asked === '' ? this.#anyAddress(taken) : this.#address(service, asked, taken);
    return { ...service, spec: { ...service.spec, clusterIP: ip, clusterIPs: [ip] } };
  }

  #anyAddress(taken: Taken): string {
    const number = this.#addresses.takeAny();
    if (number === undefined) throw errors.internal('failed to allocate a serviceIP: range is full');
    taken.add(() => this.#addresses.release(number));
    return formatIpv4(number);
  }

  #address(service: Service, asked: string, taken: Taken): string {
    const number = parseIpv4(asked);
    const result: TakeResult = number === undefined ? 'outOfRange' : this.#addresses.take(number);
    if (number !== undefined && result === 'taken') {
      taken.add(() => this.#addresses.release(number));
      return asked;
    }
    const why =
      result === 'allocated'
        ? 'provided IP is already allocated'
        : `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${this.#range.text}`;
    throw invalid(service, 'spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${why}`);
  }

  #withNodePorts(service: Service, held: ReadonlySet<number>, taken: Taken): Service {
    if (!wantsNodePorts(service)) return service;
    const mine = new Set(held);
    const { ports = [] } = service.spec ?? {};
    // Explicit numbers first, so that none of them goes to a port that does not care.
    for (const [index, port] of ports.entries())
      if (port.nodePort) this.#port(service, port.nodePort, `spec.ports[${index}].nodePort`, mine, taken);
    const filled = ports.map(
      (port): ServicePort => (port.nodePort ? port : { ...port, nodePort: this.#anyPort(taken) }),
    );
    return { ...service, spec: { ...service.spec, ports: filled } };
  }

  #withHealthCheckPort(service: Service, held: ReadonlySet<number>, taken: Taken): Service {
    if (!wantsHealthCheckPort(service)) return service;
    const asked = service.spec?.healthCheckNodePort;
    if (asked) this.#port(service, asked, 'spec.healthCheckNodePort', new Set(held), taken);
    return { ...service, spec: { ...service.spec, healthCheckNodePort: asked || this.#anyPort(taken) } };
  }

  #port(service: Service, port: number, field: string, mine: Set<number>, taken: Taken): void {
    if (mine.has(port)) return;
    const result = this.#ports.take(port);
    if (result === 'allocated') throw invalid(service, field, port, 'provided port is already allocated');
    if (result === 'outOfRange')
      throw invalid(
        service,
        field,
        port,
        `provided port is not in the valid range. The range of valid ports is ${this.#portText}`,
      );
    mine.add(port);
    taken.add(() => this.#ports.release(port));
  }

  #anyPort(taken: Taken): number {
    const port = this.#ports.takeAny();
    if (port === undefined) throw errors.internal('failed to allocate a nodePort: range is full');
    taken.add(() => this.#ports.release(port));
    return port;
  }

  /** Nobody knows whether `before` has become `after`: both keep what they hold until the store is asked. */
  doubt(before: Service | undefined, after: Service): void {
    this.#doubts.push(...(before === undefined ? [after] : [before, after]));
  }

  /** Asks the store about every doubt there is. One after the other, and before anything new is taken. */
  settleDoubts(resources: ResourceAccess): Promise<void> {
    return this.#settling.run(async () => {
      for (let doubt = this.#doubts[0]; doubt !== undefined; doubt = this.#doubts[0]) {
        const standing = await standingOf(doubt, resources);
        this.release(doubt, standing);
        this.#doubts.shift();
      }
    });
  }

  /** Gives back what `before` held and `after` does not. */
  release(before: Service, after: Service | undefined): void {
    const ip = clusterIpOf(before);
    const number = ip === clusterIpOf(after) || ip === headless ? undefined : parseIpv4(ip);
    if (number !== undefined) this.#addresses.release(number);
    const kept = new Set(nodePortsOf(after));
    for (const port of nodePortsOf(before)) if (!kept.has(port)) this.#ports.release(port);
  }
}

/** What the store, and no cache, has at the Service's place. */
async function standingOf({ metadata }: Service, resources: ResourceAccess): Promise<Service | undefined> {
  const { namespace = '', name = '' } = metadata ?? {};
  try {
    return await resources.update<Service>(services, namespace, name, (current) => current);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function invalid(service: Service, field: string, value: unknown, why: string) {
  return errors.invalid(services, service.metadata?.name ?? '', [fieldError.invalid(field, value, why)]);
}

const unchangeable = (service: Service) =>
  invalid(service, 'spec.clusterIPs[0]', service.spec?.clusterIPs, 'may not change once set');

/** One for the whole server: what is free is known to it alone. */
export function serviceAllocation(options: ServiceAllocationOptions): WriteHook {
  const allocator = new Allocator(options);
  return {
    group: services.group,
    resource: services.plural,
    async reserve(object: KubeObject, old: KubeObject | undefined, { resources }): Promise<Reservation> {
      await allocator.learn(resources);
      await allocator.settleDoubts(resources);
      const before: Service | undefined = old;
      const kept =
        before === undefined
          ? (object as Service)
          : withoutTypeDependentFields(keepAllocated(object as Service, before), before);
      const service = normalized(kept);
      const taken = new Taken();
      try {
        const allocated = allocator.allocate(service, before, taken);
        return {
          object: allocated,
          settle(fate) {
            if (fate === 'not written') taken.undo();
            else if (fate === 'unknown') allocator.doubt(before, allocated);
            else if (before !== undefined) allocator.release(before, allocated);
          },
        };
      } catch (error) {
        taken.undo();
        throw error;
      }
    },
    released(object) {
      allocator.release(object, undefined);
    },
  };
}
