/** Conversion of custom resources between the versions of their definition. */
import type { KubeObject } from '@kubets/machinery/meta';

/** Converts objects of one custom resource. */
export interface Converter {
  /**
   * The objects in the version `apiVersion` (`example.com/v1`), in the same order. An object that has this version already is
   * returned as it is. Objects are not changed. Without a webhook, the result is not a promise. Rejects with a StatusError if
   * an object cannot be converted; then none is.
   */
  convert(objects: readonly KubeObject[], apiVersion: string): readonly KubeObject[] | Promise<readonly KubeObject[]>;
}

/** The strategy None: only the apiVersion changes. */
export const noneConverter: Converter = {
  convert: (objects, apiVersion) =>
    objects.map((object) => (object.apiVersion === apiVersion ? object : { ...object, apiVersion })),
};
