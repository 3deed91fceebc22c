/** PodNodeSelector: the pods of a namespace run only on the nodes that its annotation, or the configuration, selects. */
import { namespaces, type Pod, pods } from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
  groupResource,
  refusal,
} from '@kubets/apiserver/admission';
import { labelValue, qualifiedName } from '@kubets/machinery/names';
import { errors } from '@kubets/machinery/status-error';
import { AdmissionConfigurationError, checkFields } from './admission-configuration.ts';
import { stringMap } from './configuration-values.ts';
import { plainFailure } from './plain-failure.ts';

const name = 'PodNodeSelector';
const annotation = 'scheduler.alpha.kubernetes.io/node-selector';
const clusterDefault = 'clusterDefaultNodeSelector';

type Labels = ReadonlyMap<string, string>;

/** `a=b,c=d`; undefined if it is anything else. */
export function parseNodeSelector(text: string): Labels | undefined {
  const labels = new Map<string, string>();
  if (text === '') return labels;
  for (const part of text.split(',')) {
    const [key = '', value, ...rest] = part.split('=').map((each) => each.trim());
    if (value === undefined || rest.length > 0) return undefined;
    if (qualifiedName(key).length > 0 || labelValue(value).length > 0) return undefined;
    labels.set(key, value);
  }
  return labels;
}

/** The selectors of the configuration by namespace. Throws AdmissionConfigurationError. */
function configured(value: unknown): ReadonlyMap<string, Labels> {
  const where = `configuration of admission plugin ${name}`;
  if (value === undefined) return new Map();
  const { podNodeSelectorPluginConfig: selectors } = checkFields(value, where, ['podNodeSelectorPluginConfig']);
  return new Map(
    Object.entries(stringMap(selectors, `${where}: podNodeSelectorPluginConfig`)).map(([namespace, text]) => {
      const labels = parseNodeSelector(text);
      if (labels === undefined)
        throw new AdmissionConfigurationError(`${where}: ${namespace}: invalid selector: ${JSON.stringify(text)}`);
      return [namespace, labels];
    }),
  );
}

/** Throws AdmissionConfigurationError. */
export function podNodeSelector(configuration: unknown): AdmissionPlugin {
  const selectors = configured(configuration);
  const selectorOf = async (namespace: string, context: AdmissionContext): Promise<Labels> => {
    const found = await context.get(namespaces, '', namespace);
    if (found === undefined) throw errors.notFound(groupResource(namespaces), namespace);
    const annotations = found.metadata?.annotations ?? {};
    if (!Object.hasOwn(annotations, annotation)) return selectors.get(clusterDefault) ?? new Map();
    const labels = parseNodeSelector(annotations[annotation] ?? '');
    if (labels === undefined) throw plainFailure(`invalid selector: ${JSON.stringify(annotations[annotation])}`);
    return labels;
  };
  const refuseConflict = (pod: Pod, labels: Labels, attributes: AdmissionAttributes): void => {
    const own = pod.spec?.nodeSelector ?? {};
    for (const [key, value] of labels)
      if (Object.hasOwn(own, key) && own[key] !== value)
        throw refusal(attributes, 'pod node label selector conflicts with its namespace node label selector');
  };
  return defineAdmission<Pod>({
    name,
    on: { resource: pods, operations: ['CREATE'] },
    async mutate(pod, attributes, context) {
      const labels = await selectorOf(attributes.namespace, context);
      refuseConflict(pod, labels, attributes);
      if (pod.spec === undefined || labels.size === 0) return pod;
      return {
        ...pod,
        spec: { ...pod.spec, nodeSelector: { ...Object.fromEntries(labels), ...pod.spec.nodeSelector } },
      };
    },
    async validate(attributes, context) {
      const { object, namespace } = attributes;
      if (object === undefined) return;
      refuseConflict(object, await selectorOf(namespace, context), attributes);
      const allowed = selectors.get(namespace);
      if (allowed === undefined || allowed.size === 0) return;
      const other = Object.entries(object.spec?.nodeSelector ?? {}).some(([key, value]) => allowed.get(key) !== value);
      if (other) throw refusal(attributes, 'pod node label selector labels conflict with its namespace whitelist');
    },
  });
}
