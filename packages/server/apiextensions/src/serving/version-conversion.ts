/** The conversion of a version of a custom resource to and from the storage version. */
import type { CustomResourceDefinition, CustomResourceDefinitionVersion, ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { Converter } from '../conversion/converter.ts';
import type { PreparedType } from './prepared-type.ts';

export interface ConversionParts {
  readonly crd: CustomResourceDefinition;
  readonly version: CustomResourceDefinitionVersion;
  readonly type: PreparedType;
  readonly converter: Converter;
}

type Conversion = NonNullable<ResourceDefinition['conversion']>;

const inVersion = (object: KubeObject, apiVersion: string): KubeObject =>
  object.apiVersion === apiVersion ? object : { ...object, apiVersion };

/**
 * Absent only if stored objects have been written with this very schema: after a change of it, they may lack defaults and
 * have fields that it does not have.
 */
export function versionConversion({ crd, version, type, converter }: ConversionParts): { conversion?: Conversion } {
  if (version.storage && crd.metadata?.generation === 1) return {};
  const { group, versions, conversion } = crd.spec;
  const apiVersion = `${group}/${version.name}`;
  const stored = `${group}/${versions.find((each) => each.storage)?.name}`;
  const finished = (object: KubeObject): KubeObject => {
    const { prune, applyDefaults } = type.type;
    return applyDefaults(prune(object)) as KubeObject;
  };
  const direct: Conversion = {
    toStorage: (object) => inVersion(object, stored),
    fromStorage: (object) => finished(inVersion(object, apiVersion)),
  };
  if (conversion?.strategy !== 'Webhook') return { conversion: direct };
  return {
    conversion: {
      ...direct,
      remote: {
        toStorage: async (objects) => converter.convert(objects, stored),
        fromStorage: async (objects) => (await converter.convert(objects, apiVersion)).map(finished),
      },
    },
  };
}
