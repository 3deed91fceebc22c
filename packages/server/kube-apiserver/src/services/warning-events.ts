/** Warning events of the API server's own controllers. */
import { eventsV1 } from '@kubets/api';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, type Logger, type Random, randomSuffix } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { formatMicroTime } from '@kubets/machinery/time';

export interface EventParts {
  readonly resources: ResourceAccess;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface WarningEvent {
  readonly about: KubeObject;
  readonly controller: string;
  readonly action: string;
  readonly reason: string;
  readonly note: string;
}

export async function recordWarning(
  { about, controller, ...said }: WarningEvent,
  { resources, clock, random }: EventParts,
): Promise<void> {
  const { kind, apiVersion, metadata: { name = '', namespace = '', uid = '', resourceVersion = '' } = {} } = about;
  const place = namespace || 'default';
  await resources.create(eventsV1, place, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomSuffix(random)}`, namespace: place },
    eventTime: formatMicroTime(clock.now()),
    reportingController: controller,
    reportingInstance: controller,
    type: 'Warning',
    ...said,
    regarding: {
      ...(kind === undefined ? {} : { kind }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(namespace === '' ? {} : { namespace }),
      name,
      uid,
      resourceVersion,
    },
  });
}
