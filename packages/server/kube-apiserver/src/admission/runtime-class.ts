/** RuntimeClass: sets a pod's overhead and scheduling constraints from its RuntimeClass. */

import { type Pod, pods, type RuntimeClass, runtimeClasses, type Toleration } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';

async function classOf(
  pod: Pod,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<RuntimeClass | undefined> {
  const name = pod.spec?.runtimeClassName;
  if (!name) return undefined;
  const found = await context.get(runtimeClasses, '', name);
  if (found === undefined) throw refusal(attributes, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}

function withScheduling(pod: Pod, found: RuntimeClass, attributes: AdmissionAttributes): Pod {
  const { nodeSelector = {}, tolerations = [] } = found.scheduling ?? {};
  const own = pod.spec?.nodeSelector ?? {};
  for (const [key, value] of Object.entries(nodeSelector))
    if (Object.hasOwn(own, key) && own[key] !== value)
      throw refusal(
        attributes,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
      );
  const standing: readonly Toleration[] = pod.spec?.tolerations ?? [];
  const known = new Set(standing.map((each) => encodeJson(each)));
  const added = tolerations.filter((toleration) => !known.has(encodeJson(toleration)));
  if (pod.spec === undefined || (Object.keys(nodeSelector).length === 0 && added.length === 0)) return pod;
  return {
    ...pod,
    spec: { ...pod.spec, nodeSelector: { ...own, ...nodeSelector }, tolerations: [...standing, ...added] },
  };
}

export const runtimeClass = defineAdmission<Pod>({
  name: 'RuntimeClass',
  on: { resource: pods, operations: ['CREATE'] },
  async mutate(pod, attributes, context) {
    const found = await classOf(pod, attributes, context);
    if (found === undefined) return pod;
    const overhead = found.overhead?.podFixed;
    if (overhead !== undefined && pod.spec?.overhead !== undefined && !deepEqual(overhead, pod.spec.overhead))
      throw refusal(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    const scheduled = withScheduling(pod, found, attributes);
    if (overhead === undefined || scheduled.spec === undefined) return scheduled;
    return { ...scheduled, spec: { ...scheduled.spec, overhead } };
  },
  /** Mutating webhooks may have changed it. */
  async validate(attributes, context) {
    const pod = attributes.object;
    if (pod === undefined) return;
    const found = await classOf(pod, attributes, context);
    const [overhead, own] = [found?.overhead?.podFixed, pod.spec?.overhead];
    if (found?.overhead === undefined && own !== undefined)
      throw refusal(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    if (found?.overhead !== undefined && !deepEqual(overhead ?? {}, own ?? {}))
      throw refusal(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  },
});
