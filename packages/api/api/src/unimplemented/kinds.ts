/**
 * Kinds that are stored and served, but have no effect yet. Every write returns a warning, and the README lists them. Remove
 * an entry when its controller, admission plugin or driver is implemented.
 */

export interface UnimplementedKinds {
  /** `plural.group`. */
  readonly resources: readonly string[];
  /** What is missing, as a sentence without a full stop. */
  readonly effect: string;
}

export const unimplementedKinds: readonly UnimplementedKinds[] = [
  { resources: ['networkpolicies.networking.k8s.io'], effect: 'network policies are not enforced' },
  {
    resources: ['horizontalpodautoscalers.autoscaling'],
    effect: 'no controller scales its target',
  },
  {
    resources: ['poddisruptionbudgets.policy'],
    effect: 'no controller computes its status, so every eviction it covers is refused',
  },
  {
    resources: ['ingresses.networking.k8s.io', 'ingressclasses.networking.k8s.io'],
    effect: 'no ingress controller serves it',
  },
  {
    resources: ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses.storage.k8s.io'],
    effect: 'volumes are not provisioned, bound or mounted',
  },
  {
    resources: [
      'csidrivers.storage.k8s.io',
      'csinodes.storage.k8s.io',
      'csistoragecapacities.storage.k8s.io',
      'volumeattachments.storage.k8s.io',
      'volumeattributesclasses.storage.k8s.io',
    ],
    effect: 'CSI drivers are not called',
  },
  {
    resources: [
      'deviceclasses.resource.k8s.io',
      'devicetaintrules.resource.k8s.io',
      'resourceclaims.resource.k8s.io',
      'resourceclaimtemplates.resource.k8s.io',
      'resourceslices.resource.k8s.io',
    ],
    effect: 'devices are not allocated',
  },
  {
    resources: ['certificatesigningrequests.certificates.k8s.io', 'podcertificaterequests.certificates.k8s.io'],
    effect: 'no controller signs certificates',
  },
  { resources: ['clustertrustbundles.certificates.k8s.io'], effect: 'pods cannot mount it' },
  {
    resources: ['flowschemas.flowcontrol.apiserver.k8s.io', 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io'],
    effect: 'requests are not classified or queued by it',
  },
];

let effects: ReadonlyMap<string, string> | undefined;

/** The warning for writes of a kind; undefined for implemented kinds. */
export function unimplementedKindWarning(group: string, plural: string, kind: string): string | undefined {
  effects ??= new Map(unimplementedKinds.flatMap(({ resources, effect }) => resources.map((each) => [each, effect])));
  const effect = effects.get(group === '' ? plural : `${plural}.${group}`);
  return effect === undefined ? undefined : `${kind} is not implemented by kubets: ${effect}`;
}
