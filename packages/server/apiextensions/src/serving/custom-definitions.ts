/** The resource definitions of a CustomResourceDefinition: one for each served version. */
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
  ResourceDefinition,
  SubresourceDefinition,
} from '@kubets/api';
import { present } from '@kubets/base';
import type { Converter } from '../conversion/converter.ts';
import { customStrategy } from './custom-strategy.ts';
import type { PreparedType } from './prepared-type.ts';
import { printedColumns } from './printed-columns.ts';
import { versionConversion } from './version-conversion.ts';

export interface DefinitionParts {
  readonly crd: CustomResourceDefinition;
  /** The type of a version. */
  typeOf(version: string): PreparedType;
  /** Between the versions. */
  readonly converter: Converter;
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
  readonly apiVersions: ReadonlySet<string>;
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
    columns: () => printedColumns(version.additionalPrinterColumns).columns,
    strategy: customStrategy(spec, version),
    ...versionConversion({ crd: parts.crd, version, type, converter: parts.converter }),
    custom: {
      prepare: () => type.prepare(),
      get type() {
        return type.type;
      },
      ruleErrors: (subject) => type.ruleErrors(subject),
      get storage() {
        return present(storage.definition, 'the definition of the storage version');
      },
      apiVersions: common.apiVersions,
      terminating: common.terminating,
      replaced: parts.replaced,
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
    apiVersions: new Set(spec.versions.map(({ name }) => `${spec.group}/${name}`)),
    terminating: conditionIsTrue(crd, 'Terminating'),
  };
  common.storage.definition = definitionOf(parts, stored, common);
  const { definition } = common.storage;
  const served = spec.versions.filter((each) => each.served);
  // While its objects are deleted, a resource that no version serves is served in that of the store.
  const versions = served.length === 0 && common.terminating ? [stored] : served;
  return versions.map((each) => (each === stored ? definition : definitionOf(parts, each, common)));
}
