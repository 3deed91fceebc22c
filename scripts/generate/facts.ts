/** Reads the API facts in packages/api/api/facts. Their README describes the format. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** The type of a field or item: a reference, or a JSON type with its items. */
export interface TypeExpression {
  readonly ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: TypeExpression;
  readonly values?: TypeExpression;
  readonly enum?: readonly string[];
}

export interface FieldFact extends TypeExpression {
  readonly name: string;
  readonly required?: boolean;
  readonly [extra: string]: unknown;
}

export interface TypeFact extends TypeExpression {
  readonly fields?: readonly FieldFact[];
  readonly gvk?: readonly (readonly [string, string, string])[] | '*';
  readonly published?: boolean;
  readonly offByDefault?: boolean;
  readonly [extra: string]: unknown;
}

interface GroupFact {
  readonly versions: readonly string[];
  readonly preferred?: string;
}

export interface SubresourceFact {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
}

export interface ResourceFact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly subresources?: readonly SubresourceFact[];
  readonly [extra: string]: unknown;
}

interface GateStage {
  readonly since: string;
  readonly stage: string;
  readonly default?: true;
  readonly locked?: true;
}

export interface GateFact {
  readonly stages: readonly GateStage[];
  readonly requires?: readonly string[];
  readonly removed?: string;
}

export interface Facts {
  readonly types: Readonly<Record<string, TypeFact>>;
  readonly groups: Readonly<Record<string, GroupFact>>;
  readonly resources: readonly ResourceFact[];
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly columns: Readonly<Record<string, unknown>>;
  /** Feature gates by name, with their stages from the oldest release on that the facts describe. */
  readonly gates: Readonly<Record<string, GateFact>>;
  readonly version: string;
  /** The versions whose differences the facts contain, the oldest first. */
  readonly releases: readonly string[];
}

/** Gates that fields still name, but upstream removed after general availability. */
const graduatedGates: Readonly<Record<string, GateFact>> = {
  CSIStorageCapacity: { stages: [{ since: '1.24', stage: 'GA', default: true, locked: true }] },
};

/** Fields that upstream drops if a gate is disabled, but whose gate is not in the facts. */
const gatedFields: Readonly<Record<string, readonly string[]>> = {
  'k8s.io/api/core/v1.Lifecycle.stopSignal': ['ContainerStopSignals'],
};

/** Fields whose rules the engine or the strategy of the kind checks itself, with other messages. The rules would report errors twice. */
const checkedElsewhere: ReadonlySet<string> = new Set([
  ...['selector', 'volumeClaimTemplates', 'serviceName', 'podManagementPolicy'].map(
    (name) => `k8s.io/api/apps/v1.StatefulSetSpec.${name}`,
  ),
  'k8s.io/api/core/v1.NodeSpec.providerID',
  'k8s.io/api/rbac/v1.ClusterRoleBinding.roleRef',
  'k8s.io/api/rbac/v1.RoleBinding.roleRef',
  ...['uid', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'].map(
    (name) => `k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta.${name}`,
  ),
]);

/** A field with the gates that its facts lack, and without rules that are checked elsewhere. */
function corrected(owner: string, field: FieldFact): FieldFact {
  const name = `${owner}.${field.name}`;
  const gates = gatedFields[name];
  const { rules, ...rest } = field;
  const kept = checkedElsewhere.has(name) || rules === undefined ? rest : field;
  return gates === undefined ? kept : { ...kept, gates };
}

function withGates(name: string, type: TypeFact): TypeFact {
  return type.fields === undefined ? type : { ...type, fields: type.fields.map((field) => corrected(name, field)) };
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(root, 'packages/api/api/facts', `${name}.json`), 'utf8')) as T;
}

const minorOf = (release: string): number => Number(release.split('.')[1]);

/** The gates without the stages that ended before the oldest release. */
function readGates(): Pick<Facts, 'gates' | 'releases'> {
  const { releases, gates } = read<{ releases: string[]; gates: Record<string, GateFact> }>('feature-gates');
  const oldest = Math.min(...releases.map(minorOf));
  const current = ({ stages, ...rest }: GateFact): GateFact => {
    const first = stages.findLastIndex(({ since }) => minorOf(since) <= oldest);
    return { ...rest, stages: stages.slice(Math.max(first, 0)) };
  };
  const found = Object.fromEntries(
    Object.entries({ ...gates, ...graduatedGates }).map(([name, gate]) => [name, current(gate)]),
  );
  return { gates: found, releases };
}

/** Whether a gate is enabled by default in a release. A gate that upstream has removed since keeps its last default. */
export function isEnabledByDefault(gates: Facts['gates'], name: string, release: string): boolean {
  const { stages = [] } = gates[name] ?? {};
  return stages.findLast(({ since }) => minorOf(since) <= minorOf(release))?.default === true;
}

/** The facts of everything that is enabled by default, without types of disabled beta versions. */
export function readFacts(): Facts {
  const { types } = read<{ types: Record<string, TypeFact> }>('types');
  const resources = read<{ kubernetes: string; groups: Record<string, GroupFact>; resources: ResourceFact[] }>(
    'resources',
  );
  const on = Object.entries(types).filter(([, type]) => type.offByDefault !== true);
  const isOn = new Set(on.map(([name]) => name));
  const defaults = Object.entries(read<{ defaults: Record<string, unknown> }>('defaults').defaults);
  return {
    types: Object.fromEntries(on.map(([name, type]) => [name, withGates(name, type)])),
    groups: Object.fromEntries(Object.entries(resources.groups).filter(([, group]) => group.versions.length > 0)),
    resources: resources.resources,
    defaults: Object.fromEntries(defaults.filter(([name]) => isOn.has(name))),
    columns: read('columns'),
    ...readGates(),
    version: resources.kubernetes,
  };
}

/** The parts of `k8s.io/api/core/v1.Pod`. */
export interface TypeName {
  /** The directory of its generated file: `core`, `apps`, `meta`. */
  readonly group: string;
  readonly version: string;
  readonly name: string;
}

export function parseTypeName(full: string): TypeName {
  const dot = full.lastIndexOf('.');
  const segments = full.slice(0, dot).split('/');
  const group = segments.at(-2) ?? '';
  // A folder named `node` is for code that needs Node.
  return { group: group === 'node' ? 'node-k8s-io' : group, version: segments.at(-1) ?? '', name: full.slice(dot + 1) };
}
