/**
 * The parts of a definition's versions, where upstream's errors place them: what all versions have in common moves to the spec
 * (`spec.validation`), as in upstream's internal version.
 */
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceValidation,
  SelectableField,
} from '@kubets/api';
import { deepEqual } from '@kubets/base';

/** What a version can have of its own, or share with the other versions. */
export interface VersionParts {
  readonly schema?: CustomResourceValidation | undefined;
  readonly subresources?: CustomResourceSubresources | undefined;
  readonly columns: readonly CustomResourceColumnDefinition[];
  readonly selectableFields: readonly SelectableField[];
}

export interface SpecParts {
  /** What all versions have in common. */
  readonly common: VersionParts;
  /** What is left to each version, in their order. */
  readonly versions: readonly VersionParts[];
}

function partsOf(version: CustomResourceDefinitionVersion): VersionParts {
  return {
    schema: version.schema,
    subresources: version.subresources,
    columns: version.additionalPrinterColumns ?? [],
    selectableFields: version.selectableFields ?? [],
  };
}

const none: VersionParts = { columns: [], selectableFields: [] };

export function specParts(spec: CustomResourceDefinitionSpec): SpecParts {
  const all = (spec.versions ?? []).map(partsOf);
  const [first, ...rest] = all;
  if (first === undefined) return { common: none, versions: [] };
  const shared = <K extends keyof VersionParts>(part: K): boolean =>
    rest.every((each) => deepEqual(each[part], first[part]));
  const is = {
    schema: shared('schema'),
    subresources: shared('subresources'),
    columns: shared('columns'),
    selectableFields: shared('selectableFields'),
  };
  const pick = (from: VersionParts, common: boolean): VersionParts => ({
    schema: is.schema === common ? from.schema : undefined,
    subresources: is.subresources === common ? from.subresources : undefined,
    columns: is.columns === common ? from.columns : [],
    selectableFields: is.selectableFields === common ? from.selectableFields : [],
  });
  return { common: pick(first, true), versions: all.map((each) => pick(each, false)) };
}

/** The schemas of a definition, each once, with upstream's path and the index of its version; undefined: of all versions. */
export function schemasOf(spec: CustomResourceDefinitionSpec): readonly {
  readonly path: string;
  readonly version: number | undefined;
  readonly schema: CustomResourceValidation;
}[] {
  const { common, versions } = specParts(spec);
  if (common.schema !== undefined) return [{ path: 'spec.validation', version: undefined, schema: common.schema }];
  return versions.flatMap(({ schema }, version) =>
    schema === undefined ? [] : [{ path: `spec.versions[${version}].schema`, version, schema }],
  );
}
