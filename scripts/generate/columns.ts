/** Adds upstream's descriptions to printed columns: mostly the documentation of the field that a column shows. */
import type { TypeDocumentation } from './documentation.ts';
import type { Facts } from './facts.ts';

interface ColumnFact {
  readonly name: string;
}

/** Columns for metadata fields, which all kinds share. */
const metadataFields = { Name: 'name', Age: 'creationTimestamp', 'Created At': 'creationTimestamp' } as const;

/** Computed columns, with upstream's descriptions. */
const words: Readonly<Record<string, string>> = {
  'Pod Ready': 'The aggregate readiness state of this pod for accepting traffic.',
  'Pod Status': 'The aggregate status of the containers in this pod.',
  'Pod Restarts':
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
  'Node Status': 'The status of the node',
  'Node Roles': 'The roles of the node',
  'Namespace Status': 'The status of the namespace',
  'apps/Deployment Ready': 'Number of the pod with ready state',
  'apps/StatefulSet Ready': 'Number of the pod with ready state',
  'batch/Job Status': 'Status of the job.',
  'batch/Job Duration': 'Time required to complete the job.',
  Containers: 'Names of each container in the template.',
  Images: 'Images referenced by each container in the template.',
  'Pod Labels': 'The labels for the pod template.',
};

/** Columns whose field has another name. */
const fields: Readonly<Record<string, string>> = {
  IP: 'podIP',
  Node: 'nodeName',
  'Nominated Node': 'nominatedNodeName',
  Desired: 'replicas',
  Current: 'replicas',
  Ready: 'readyReplicas',
  'Up-to-date': 'updatedReplicas',
  Available: 'availableReplicas',
  'External-IP': 'externalIPs',
  'Port(s)': 'ports',
  'Reclaim Policy': 'persistentVolumeReclaimPolicy',
  StorageClass: 'storageClassName',
  VolumeAttributesClass: 'volumeAttributesClassName',
  Volume: 'volumeName',
  Status: 'phase',
  'Last Seen': 'lastTimestamp',
  'First Seen': 'firstTimestamp',
  Object: 'involvedObject',
  'Last Schedule': 'lastScheduleTime',
  MinPods: 'minReplicas',
  MaxPods: 'maxReplicas',
  Replicas: 'currentReplicas',
  Holder: 'holderIdentity',
  Requestor: 'username',
  RequestedDuration: 'expirationSeconds',
  Class: 'ingressClassName',
  'Allowed Disruptions': 'disruptionsAllowed',
};

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');

function typesByKind(facts: Facts): ReadonlyMap<string, string> {
  const pairs = Object.entries(facts.types).flatMap(([name, { gvk }]) =>
    gvk === undefined || gvk === '*'
      ? []
      : gvk.map(([group, , kind]) => [group === '' ? kind : `${group}/${kind}`, name] as const),
  );
  return new Map(pairs);
}

/** The column facts with descriptions; `common` contains those of metadata columns. */
export function describeColumns(facts: Facts, documentation: ReadonlyMap<string, TypeDocumentation>): unknown {
  const types = typesByKind(facts);
  const describe = (kind: string, name: string): string => {
    const known = words[`${kind} ${name}`] ?? words[name];
    if (known !== undefined) return known;
    const type = types.get(kind) ?? '';
    const wanted = [plain(fields[name] ?? ''), plain(name)].filter((each) => each !== '');
    for (const home of [`${type}Status`, `${type}Spec`, type]) {
      const entries = Object.entries(documentation.get(home) ?? {});
      const found = entries.find(([field]) => field !== '' && wanted.includes(plain(field)));
      if (found !== undefined) return found[1];
    }
    return '';
  };
  const described = (kind: string, columns: readonly ColumnFact[]): unknown =>
    columns.map((column) => {
      const description = column.name in metadataFields ? '' : describe(kind, column.name);
      return description === '' ? column : { ...column, description };
    });
  const metadata = documentation.get('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta') ?? {};
  const kinds = Object.entries(facts.columns.kinds as Record<string, 'default' | ColumnFact[]>);
  return {
    common: Object.fromEntries(Object.entries(metadataFields).map(([name, field]) => [name, metadata[field] ?? ''])),
    defaultColumns: facts.columns.defaultColumns,
    noTable: facts.columns.noTable,
    kinds: Object.fromEntries(
      kinds.map(([kind, columns]) => [kind, columns === 'default' ? columns : described(kind, columns)]),
    ),
  };
}
