/** The labels that a kubelet may set on its node. */

const domains = ['kubernetes.io', 'k8s.io'];
/** `node-restriction.kubernetes.io` is deliberately reserved for administrators. */
const openPrefixes = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const openLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
]);

const within = (namespace: string, domain: string): boolean => namespace === domain || namespace.endsWith(`.${domain}`);

function isForbidden(label: string): boolean {
  const slash = label.indexOf('/');
  const namespace = slash < 0 ? '' : label.slice(0, slash);
  if (!domains.some((domain) => within(namespace, domain))) return false;
  return !openLabels.has(label) && !openPrefixes.some((prefix) => within(namespace, prefix));
}

/** Sorted. */
export function forbiddenLabels(labels: readonly string[]): readonly string[] {
  return labels.filter(isForbidden).sort();
}

type Labels = Readonly<Record<string, string>>;

/** Keys that were added, removed or changed. */
export function changedLabels(before: Labels = {}, after: Labels = {}): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const value = (labels: Labels, key: string): string | undefined =>
    Object.hasOwn(labels, key) ? labels[key] : undefined;
  return [...keys].filter((key) => value(before, key) !== value(after, key));
}
