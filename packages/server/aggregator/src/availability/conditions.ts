/** The Available condition of APIServices. */
import type { APIService, APIServiceCondition } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';

/** The condition without the time of its last transition. */
export interface Availability {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export const locallyAvailable: Availability = {
  status: 'True',
  reason: 'Local',
  message: 'Local APIServices are always available',
};

export function availableCondition({ status }: APIService): APIServiceCondition | undefined {
  return status?.conditions?.find((each) => each.type === 'Available');
}

/** The service with this availability; the service itself if nothing changes. `now` in ms since 1970. */
export function withAvailability(service: APIService, wanted: Availability, now: number): APIService {
  const old = availableCondition(service);
  const { status, reason, message } = wanted;
  if (old?.status === status && old.reason === reason && old.message === message) return service;
  const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? null) : formatTime(now);
  const condition: APIServiceCondition = { type: 'Available', status, lastTransitionTime, reason, message };
  const others = (service.status?.conditions ?? []).filter((each) => each.type !== 'Available');
  return { ...service, status: { ...service.status, conditions: [...others, condition] } };
}
