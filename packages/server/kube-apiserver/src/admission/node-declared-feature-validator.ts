/**
 * NodeDeclaredFeatureValidator: an update of a pod on a node can only use features that the node declares in its status.
 * Upstream: `k8s.io/component-helpers/nodedeclaredfeatures/features`, those that are needed for updates.
 */
import { nodes, type Pod, pods } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';

/** Which features an update needs, by their names. */
const needed: readonly (readonly [feature: string, needs: (next: Pod, old: Pod) => boolean])[] = [
  [
    'InPlacePodLevelResourcesVerticalScaling',
    (next, old) => !deepEqual(next.spec?.resources ?? {}, old.spec?.resources ?? {}),
  ],
  [
    'InPlacePodVerticalScalingInitContainers',
    (next, old) =>
      (old.spec?.initContainers ?? []).some(
        ({ restartPolicy, resources = {} }, index) =>
          restartPolicy !== 'Always' && !deepEqual(resources, next.spec?.initContainers?.[index]?.resources ?? {}),
      ),
  ],
];

async function validate(attributes: AdmissionAttributes<Pod>, context: AdmissionContext): Promise<void> {
  const { object, oldObject } = attributes;
  const name = object?.spec?.nodeName;
  if (!name || oldObject === undefined || deepEqual(object.spec, oldObject.spec)) return;
  const features = needed.filter(([, needs]) => needs(object, oldObject)).map(([feature]) => feature);
  if (features.length === 0) return;
  const node = await context.get(nodes, '', name);
  if (node === undefined) throw refusal(attributes, `node ${JSON.stringify(name)} not found`);
  const declared = node.status?.declaredFeatures ?? [];
  const missing = features.filter((feature) => !declared.includes(feature));
  if (missing.length > 0)
    throw refusal(
      attributes,
      `pod update requires features ${missing.join(', ')} which are not available on node ${JSON.stringify(name)}`,
    );
}

export const nodeDeclaredFeatureValidator = defineAdmission<Pod>({
  name: 'NodeDeclaredFeatureValidator',
  on: { resource: pods, subresources: ['', 'resize'], operations: ['UPDATE'] },
  validate,
});
