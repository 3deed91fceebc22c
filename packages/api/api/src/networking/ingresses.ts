/** Ingresses: HTTP routes into the cluster. */
import { ageOf, loadBalancerCell, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Ingress } from '../generated/networking/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { ingressWarnings, validateIngress, validateIngressCreate } from './ingress-validation.ts';

/** The first three hosts, and the number of the other rules. */
function hosts(ingress: Ingress): string {
  const rules = ingress.spec?.rules ?? [];
  const named = rules.map((rule) => rule.host ?? '').filter((host) => host !== '');
  if (named.length === 0) return '*';
  let before = 0;
  const third = rules.findIndex((rule) => rule.host && before++ === 2);
  const shown = named.slice(0, 3).join(',');
  return third >= 0 && third < rules.length - 1 ? `${shown} + ${rules.length - 3} more...` : shown;
}

function row(ingress: Ingress, now: number): readonly Cell[] {
  return [
    nameOf(ingress),
    ingress.spec?.ingressClassName ?? none,
    hosts(ingress),
    loadBalancerCell(ingress.status?.loadBalancer?.ingress),
    (ingress.spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80',
    ageOf(ingress, now),
  ];
}

export const ingresses = defineResource<Ingress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  validate: validateIngressCreate,
  validateUpdate: validateIngress,
  warnings: ingressWarnings,
  row,
});
