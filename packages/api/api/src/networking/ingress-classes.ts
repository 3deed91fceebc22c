/** IngressClasses: the controller that implements an Ingress. */
import { ageOf, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { IngressClass } from '../generated/networking/v1.ts';
import { validateIngressClass } from './ingress-validation.ts';

function parameters({ spec }: IngressClass): string {
  const reference = spec?.parameters;
  if (reference === undefined) return none;
  const kind = reference.apiGroup === undefined ? reference.kind : `${reference.kind}.${reference.apiGroup}`;
  return `${kind}/${reference.name}`;
}

export const ingressClasses = defineResource<IngressClass>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  generation: true,
  immutable: ['spec.controller'],
  validate: validateIngressClass,
  validateUpdate: validateIngressClass,
  row: (object, now) => [nameOf(object), object.spec?.controller ?? '', parameters(object), ageOf(object, now)],
});
