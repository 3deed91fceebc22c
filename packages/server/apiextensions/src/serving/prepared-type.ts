/** The type of a custom resource, which is compiled on first use. */
import type { CustomResource } from '@kubets/api';
import { invariant } from '@kubets/base';
import type { CompiledSchema } from '../schema/compile-schema.ts';

export type PreparedType = Pick<CustomResource, 'prepare' | 'type' | 'ruleErrors'>;

/** Compiles once for all who wait; again after a failure. */
export function preparedType(compile: () => Promise<CompiledSchema>): PreparedType {
  let schema: CompiledSchema | undefined;
  let compiling: Promise<void> | undefined;
  return {
    prepare() {
      if (schema !== undefined) return undefined;
      compiling ??= compile()
        .then((compiled) => {
          schema = compiled;
        })
        .finally(() => {
          compiling = undefined;
        });
      return compiling;
    },
    get type() {
      invariant(schema !== undefined, 'the type of a custom resource is used before it is prepared');
      return schema.type;
    },
    ruleErrors(subject) {
      invariant(schema !== undefined, 'the rules of a custom resource are used before they are prepared');
      return schema.ruleErrors(subject);
    },
  };
}
