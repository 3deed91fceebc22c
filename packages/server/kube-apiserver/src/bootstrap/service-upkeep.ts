/** Publishes the range of Services and repairs their allocations, periodically. */
import { messageOf } from '@kubets/base';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseServiceRanges } from '../services/address-range.ts';
import { defaultServiceCidr } from '../services/allocation.ts';
import { type AllocationRepairParts, repairServiceAllocations } from '../services/allocation-repair.ts';
import { ServiceRangePublisher } from '../services/service-range.ts';
import type { BootstrapOptions } from './bootstrap.ts';

export interface ServiceUpkeep extends AllocationRepairParts {
  readonly bootstrap: BootstrapOptions;
}

/** Upstream's intervals: milliseconds for the range, and the number of those intervals for the allocations. */
const publishIntervalMs = 10_000;
const roundsPerRepair = 18;

function publisherOf(parts: ServiceUpkeep): ServiceRangePublisher {
  const ranges = parseServiceRanges(parts.bootstrap.serviceCidr ?? defaultServiceCidr);
  return new ServiceRangePublisher(
    parts,
    ranges.map(({ text }) => text),
  );
}

/** Idempotent, even if two servers do it at once. Call it before any other allocation. */
export async function prepareServices(parts: ServiceUpkeep): Promise<void> {
  await repairServiceAllocations(parts);
  await publisherOf(parts).publish();
}

/** Resolves once the signal aborts. */
export async function keepServicesAllocated(parts: ServiceUpkeep, signal: AbortSignal): Promise<void> {
  const publisher = publisherOf(parts);
  for (let round = 1; ; round++) {
    try {
      await parts.clock.sleep(publishIntervalMs, signal);
      await publisher.publish();
      if (round % roundsPerRepair === 0) await repairServiceAllocations(parts);
    } catch (error) {
      if (signal.aborted) return;
      // The range has just been deleted: the next round recreates it.
      if (!isNotFound(error))
        parts.log.warn('cannot publish the kubernetes Service or repair allocations of Services, will retry', {
          error: messageOf(error),
        });
    }
  }
}
