/** The eviction rate of each zone. Pure. If very many nodes fail at once, the network is the more likely cause. */
import type { Node } from '@kubets/api';
import type { EvictionRates } from '../../options.ts';
import { isReadyNode, zoneOf } from '../../shared/node-conditions.ts';

export const upstreamRates: EvictionRates = { normal: 0.1, secondary: 0.01, largeZone: 50, unhealthy: 0.55 };

type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

function zoneState(nodes: readonly Node[], unhealthy: number): ZoneState {
  const ready = nodes.filter(isReadyNode).length;
  const failing = nodes.length - ready;
  if (ready === 0 && failing > 0) return 'FullDisruption';
  return failing > 2 && failing / nodes.length >= unhealthy ? 'PartialDisruption' : 'Normal';
}

export interface ZonePlan {
  readonly state: ZoneState;
  /** How many nodes per second may be tainted. */
  readonly rate: number;
}

/** The rate of each zone. If all zones are down, nothing is evicted, because the control plane is probably disconnected. */
export function planZones(nodes: readonly Node[], rates: EvictionRates): ReadonlyMap<string, ZonePlan> {
  const zones = Map.groupBy(nodes, zoneOf);
  const states = new Map(Array.from(zones, ([zone, members]) => [zone, zoneState(members, rates.unhealthy)]));
  const cutOff = states.size > 0 && [...states.values()].every((state) => state === 'FullDisruption');
  return new Map(
    Array.from(states, ([zone, state]) => {
      if (cutOff) return [zone, { state, rate: 0 }];
      if (state !== 'PartialDisruption') return [zone, { state, rate: rates.normal }];
      return [zone, { state, rate: (zones.get(zone)?.length ?? 0) > rates.largeZone ? rates.secondary : 0 }];
    }),
  );
}
