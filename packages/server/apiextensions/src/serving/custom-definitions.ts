/** The resource definitions of a CustomResourceDefinition: one for each served version. */
import type {
  CustomResource,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
  ResourceDefinition,
  SubresourceDefinition,
} from '@kubets/api';
import { present } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { customStrategy } from './custom-strategy.ts';
import { printedColumns } from './printed-columns.ts';

/** A type that is prepared before use. */
export type PreparedType = Pick<CustomResource, 'prepare' | 'type' | 'ruleErrors'>;

export interface DefinitionParts {
  readonly crd: CustomResourceDefinition;
  /** The type of a version. */
  typeOf(version: string): PreparedType;
  readonly replaced: AbortSignal;
  /** Upstream's hash of the storage version and kind, which discovery shows. */
  readonly storageVersionHash: string;
}

const verbs: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const subresourceVerbs: readonly string[] = ['get', 'patch', 'update'];

export function conditionIsTrue({ status }: CustomResourceDefinition, type: string): boolean {
  return (status?.conditions ?? []).some((each) => each.type === type && each.status === 'True');
}

function subresourcesOf(
  own: Omit<SubresourceDefinition, 'name' | 'verbs'>,
  { subresources }: CustomResourceDefinitionVersion,
): readonly SubresourceDefinition[] {
  const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale', typeName: 'k8s.io/api/autoscaling/v1.Scale' };
  return [
    ...(subresources?.status === undefined ? [] : [{ ...own, name: 'status', verbs: subresourceVerbs }]),
    ...(subresources?.scale === undefined ? [] : [{ ...scale, name: 'scale', verbs: subresourceVerbs }]),
  ];
}

/** What all versions have in common. */
interface Common {
  readonly names: CustomResourceDefinitionNames;
  readonly storageVersion: ResourceDefinition['storageVersion'];
  readonly storage: { definition?: ResourceDefinition };
  readonly terminating: boolean;
}

function definitionOf(
  parts: DefinitionParts,
  version: CustomResourceDefinitionVersion,
  common: Common,
): ResourceDefinition {
  const { spec } = parts.crd;
  const { names, storageVersion, storage } = common;
  const { kind } = names;
  const gvk = { group: spec.group, version: version.name, kind };
  const typeName = `${spec.group}/${version.name}.${kind}`;
  const type = parts.typeOf(version.name);
  return {
    ...gvk,
    plural: names.plural,
    singular: names.singular ?? kind.toLowerCase(),
    listKind: names.listKind ?? `${kind}List`,
    namespaced: spec.scope === 'Namespaced',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs,
    subresources: subresourcesOf({ ...gvk, typeName }, version),
    typeName,
    storageVersion,
    storageVersionHash: parts.storageVersionHash,
    storagePrefix: `${spec.group}/${names.plural}`,
    columns: printedColumns(version.additionalPrinterColumns).columns,
    strategy: customStrategy(spec, version),
    ...conversionOf(parts, version, type, `${spec.group}/${storageVersion.version}`),
    custom: {
      prepare: () => type.prepare(),
      get type() {
        return type.type;
      },
      ruleErrors: (subject) => type.ruleErrors(subject),
      get storage() {
        return present(storage.definition, 'the definition of the storage version');
      },
      terminating: common.terminating,
      replaced: parts.replaced,
    },
  };
}

/**
 * The conversion to and from the storage version. Absent only if stored objects have been written with this very schema:
 * after a change of it, they may lack defaults and have unknown fields.
 */
function conversionOf(
  { crd }: DefinitionParts,
  { name, storage }: CustomResourceDefinitionVersion,
  type: PreparedType,
  storedApiVersion: string,
): Pick<ResourceDefinition, 'conversion'> {
  if (storage && crd.metadata?.generation === 1) return {};
  const apiVersion = `${crd.spec.group}/${name}`;
  const inVersion = (object: KubeObject, wanted: string): KubeObject =>
    object.apiVersion === wanted ? object : { ...object, apiVersion: wanted };
  return {
    conversion: {
      toStorage: (object) => inVersion(object, storedApiVersion),
      fromStorage(object) {
        const { prune, applyDefaults } = type.type;
        return applyDefaults(prune(inVersion(object, apiVersion))) as KubeObject;
      },
    },
  };
}

/** The definitions of the served versions; none before the resource is established. */
export function customDefinitions(parts: DefinitionParts): readonly ResourceDefinition[] {
  const { crd } = parts;
  const { spec, status } = crd;
  const stored = spec.versions.find((each) => each.storage);
  if (stored === undefined || !conditionIsTrue(crd, 'Established')) return [];
  const names = status?.acceptedNames ?? spec.names;
  const common: Common = {
    names,
    storageVersion: { group: spec.group, version: stored.name },
    storage: {},
    terminating: conditionIsTrue(crd, 'Terminating'),
  };
  common.storage.definition = definitionOf(parts, stored, common);
  const { definition } = common.storage;
  return spec.versions
    .filter((each) => each.served)
    .map((each) => (each === stored ? definition : definitionOf(parts, each, common)));
}
