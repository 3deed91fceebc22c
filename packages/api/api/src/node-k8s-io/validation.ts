/** Validation of RuntimeClasses. Loaded with the first write of one. The declarative rules check the handler. */
import type { FieldError } from '@kubets/machinery/field-error';
import { validateLabels } from '@kubets/machinery/names';
import { required } from '../core/validation/checks.ts';
import { overhead } from '../core/validation/resources.ts';
import { tolerations } from '../core/validation/scheduling.ts';
import type { RuntimeClass } from '../generated/node-k8s-io/v1.ts';

/** An update changes nothing that is not immutable, or that is used later. */
export async function runtimeClassErrors(
  runtimeClass: RuntimeClass,
  old: RuntimeClass | undefined,
): Promise<readonly FieldError[]> {
  if (old !== undefined) return [];
  const found: FieldError[] = [];
  const { handler, scheduling } = runtimeClass;
  required(found, 'handler', handler);
  overhead(found, 'overhead', runtimeClass.overhead?.podFixed);
  found.push(...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'));
  tolerations(found, 'scheduling.tolerations', scheduling?.tolerations);
  return found;
}
