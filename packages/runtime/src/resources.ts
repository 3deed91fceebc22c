/** The resources the runtime itself reads and writes. */
import type { Event, Lease } from '@kubets/api';
import type { ResourceType } from '@kubets/machinery';

export const events: ResourceType<Event> = {
  group: '',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

export const leases: ResourceType<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};
