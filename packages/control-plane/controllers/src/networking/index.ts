/** Controllers of the ranges of cluster IPs. */
import type { AnyController } from '@kubets/controller-runtime';
import { serviceCidrController } from './service-cidr/controller.ts';

export function networkingControllers(): readonly AnyController[] {
  return [serviceCidrController];
}
