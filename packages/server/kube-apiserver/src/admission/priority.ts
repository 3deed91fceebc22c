/** Priority: sets a pod's priority from its PriorityClass. */
import { type Pod, type PriorityClass, pods, priorityClasses } from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
  refusal,
} from '@kubets/apiserver/admission';

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly policy: 'Never' | 'PreemptLowerPriority';
}

const none: Priority = { name: '', value: 0, policy: 'PreemptLowerPriority' };

const priorityOf = (found: PriorityClass): Priority => ({
  name: found.metadata?.name ?? '',
  value: found.value ?? 0,
  policy: found.preemptionPolicy ?? 'PreemptLowerPriority',
});

/** If there are several defaults, the lowest takes precedence. */
async function defaultPriority(context: AdmissionContext): Promise<Priority> {
  const defaults = (await context.list(priorityClasses)).filter((each) => each.globalDefault === true);
  const [lowest] = defaults.map(priorityOf).sort((a, b) => a.value - b.value);
  return lowest ?? none;
}

async function wanted(pod: Pod, attributes: AdmissionAttributes, context: AdmissionContext): Promise<Priority> {
  const name = pod.spec?.priorityClassName ?? '';
  if (name === '') return defaultPriority(context);
  const found = await context.get(priorityClasses, '', name);
  if (found === undefined) throw refusal(attributes, `no PriorityClass with name ${name} was found`);
  return priorityOf(found);
}

function agree(pod: Pod, computed: Priority, attributes: AdmissionAttributes): void {
  const { priority, preemptionPolicy } = pod.spec ?? {};
  const rest = 'from the given PriorityClass name';
  if (priority !== undefined && priority !== computed.value)
    throw refusal(
      attributes,
      `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${computed.value} ${rest}`,
    );
  if (preemptionPolicy !== undefined && preemptionPolicy !== computed.policy)
    throw refusal(
      attributes,
      `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${computed.policy} ${rest}`,
    );
}

const podPriority = defineAdmission<Pod>({
  name: 'Priority',
  on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
  async mutate(pod, attributes, context) {
    const { spec } = pod;
    if (spec === undefined) return pod;
    const old = attributes.oldObject?.spec;
    if (attributes.operation === 'UPDATE') {
      // A manifest that is applied again does not contain the values that admission has set.
      const priority = spec.priority ?? old?.priority;
      const preemptionPolicy = spec.preemptionPolicy ?? old?.preemptionPolicy;
      const kept = priority === spec.priority && preemptionPolicy === spec.preemptionPolicy;
      if (kept) return pod;
      return {
        ...pod,
        spec: {
          ...spec,
          ...(priority === undefined ? {} : { priority }),
          ...(preemptionPolicy === undefined ? {} : { preemptionPolicy }),
        },
      };
    }
    const computed = await wanted(pod, attributes, context);
    agree(pod, computed, attributes);
    return {
      ...pod,
      spec: {
        ...spec,
        ...(computed.name === '' ? {} : { priorityClassName: computed.name }),
        priority: computed.value,
        preemptionPolicy: computed.policy,
      },
    };
  },
});

const onlyOneDefault = defineAdmission<PriorityClass>({
  name: 'Priority',
  on: { resource: priorityClasses, operations: ['CREATE', 'UPDATE'] },
  async validate(attributes, context) {
    if (attributes.object?.globalDefault !== true) return;
    const name = attributes.object.metadata?.name;
    const other = (await context.list(priorityClasses)).find(
      (each) => each.globalDefault === true && each.metadata?.name !== name,
    );
    if (other !== undefined)
      throw refusal(
        attributes,
        `PriorityClass ${other.metadata?.name} is already marked as default. Only one default can exist`,
      );
  },
});

export const priority: readonly AdmissionPlugin[] = [podPriority, onlyOneDefault];
