/** The ranges that ServiceCIDRs offer to new cluster IPs. */
import { type ServiceCIDR, serviceCIDRs } from '@kubets/api';
import type { AllocationView } from '@kubets/apiserver/subresources';
import { type AddressRange, parseAddressRange } from './address-range.ts';

/** Whether addresses are allocated from it. One without a condition is ready, as upstream. */
export function isReady({ metadata, status }: ServiceCIDR): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined || ready.status === 'True';
}

/** The ranges of all ready ServiceCIDRs, each once. Pure. */
export function readyRanges(ranges: readonly ServiceCIDR[]): readonly AddressRange[] {
  const found = new Map<string, AddressRange>();
  for (const each of ranges.filter(isReady))
    for (const text of each.spec?.cidrs ?? []) {
      const range = found.has(text) ? undefined : parseAddressRange(text);
      if (range !== undefined) found.set(text, range);
    }
  return [...found.values()];
}

/** Reads them from the view of a write. ServiceCIDRs change rarely, so that the last result is kept. */
export class ReadyRanges {
  #objects: readonly object[] = [];
  #ranges: readonly AddressRange[] = [];

  async of(view: AllocationView, age?: 'newest'): Promise<readonly AddressRange[]> {
    const objects = await view.objects(serviceCIDRs, age);
    const same = objects.length === this.#objects.length && objects.every((each, at) => each === this.#objects[at]);
    if (same) return this.#ranges;
    this.#ranges = readyRanges(objects);
    this.#objects = objects;
    return this.#ranges;
  }
}
