/** APIServices: the server that serves a group and version. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { APIService } from '../generated/apiregistration/v1.ts';
import { validateApiService, validateApiServiceStatus } from './api-service-strategy.ts';

function service({ spec }: APIService): string {
  return spec?.service === undefined ? 'Local' : `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}`;
}

function availability({ status }: APIService): string {
  const available = status?.conditions?.find((condition) => condition.type === 'Available');
  if (available === undefined) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
}

export const apiServices = defineResource<APIService>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  resetFields: { status: ['spec', 'metadata'] },
  generation: false,
  unconditionalUpdate: false,
  nameRule: 'path',
  validate: validateApiService,
  validateUpdate: validateApiService,
  validateStatusUpdate: validateApiServiceStatus,
  selectableFields: {
    'spec.service.name': (object) => object.spec?.service?.name ?? '',
    'spec.service.namespace': (object) => object.spec?.service?.namespace ?? '',
  },
  row: (object, now) => [nameOf(object), service(object), availability(object), ageOf(object, now)],
});
