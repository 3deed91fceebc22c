/** Converts a resource call to the form that subresource handlers use. */
import type { KubeObject } from '@kubets/machinery/meta';
import { writeOptions } from '../decode/request-options.ts';
import type { SubresourceCall } from '../subresources/subresource-handlers.ts';
import type { ResourceCall } from './resource-call.ts';

export function subresourceCall(call: ResourceCall): SubresourceCall {
  const { context } = call.resource;
  const options = writeOptions(call.request.query, 'CreateOptions');
  const admission = call.admissionRequest(options.dryRun);
  return {
    request: call.request,
    info: call.info,
    definition: call.definition,
    subresource: call.subresource,
    dryRun: options.dryRun,
    body: async (): Promise<KubeObject> => call.object(options),
    async admit(object, operation = 'CREATE', oldObject = undefined) {
      const admitted = await call.parts.admission.mutate(admission, operation, object, oldObject);
      await call.parts.admission.validate(admission, operation, admitted, oldObject);
      return admitted;
    },
    mayCreate: () => call.mayCreate(),
    resources: context.access(call.request.guard),
    warn: call.warn,
    clock: context.clock,
    random: context.random,
    log: context.log,
  };
}
