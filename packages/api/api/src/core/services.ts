/** Services: a stable address for a set of pods. */
import { ageOf, labelsText, loadBalancerCell, nameOf, none, unknown } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Service } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { defaultService, prepareServiceUpdate } from './service-preparation.ts';
import { serviceWarnings } from './service-warnings.ts';
import { validateService, validateServiceStatusUpdate, validateServiceUpdate } from './validation/service.ts';

function externalAddresses(service: Service): string {
  const spec = service.spec ?? {};
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || none;
    case 'LoadBalancer': {
      const balancer = loadBalancerCell(service.status?.loadBalancer?.ingress);
      return [balancer, ...external].filter((address) => address !== '').join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return unknown;
  }
}

function ports(service: Service): string {
  const texts = (service.spec?.ports ?? []).map(({ port, nodePort, protocol = '' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return texts.join(',') || none;
}

function row(service: Service, now: number): readonly Cell[] {
  return [
    nameOf(service),
    service.spec?.type ?? '',
    service.spec?.clusterIPs?.[0] ?? none,
    externalAddresses(service),
    ports(service),
    ageOf(service, now),
    labelsText(service.spec?.selector),
  ];
}

export const services = defineResource<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  returnDeletedObject: true,
  generation: false,
  createOnUpdate: true,
  nameRule: 'label1035',
  default: defaultService,
  prepareUpdate: prepareServiceUpdate,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatusUpdate,
  warnings: serviceWarnings,
  selectableFields: {
    'spec.clusterIP': (service) => service.spec?.clusterIP ?? '',
    'spec.type': (service) => service.spec?.type ?? '',
  },
  row,
});
