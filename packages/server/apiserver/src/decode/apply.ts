/** The body of an apply patch: an object of the resource's version, without unknown fields. */
import { typeTable } from '@kubets/api/facts';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { typeProblems, untypedPatch } from '@kubets/patch/apply';
import type { DecodedBody } from './body.ts';
import { applyStrictness, type DecodeContext } from './object.ts';
import type { PatchTarget } from './patch.ts';

const undeclared = (path: string): string => `.${path}: field not declared in schema`;

/**
 * Throws BadRequest if it is not such an object, and 500 for wrong types and for fields that the schema does not have.
 */
export function readApplyConfiguration(body: DecodedBody, target: PatchTarget, context: DecodeContext): KubeObject {
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw errors.badRequest('error decoding YAML: the patch is not an object');
  }
  const config = value as KubeObject;
  const expected = apiVersionOf(target.wanted);
  if (config.apiVersion !== expected) {
    throw errors.badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${config.apiVersion ?? ''}, expected: ${expected}`,
    );
  }
  if (config.kind !== target.wanted.kind) {
    throw errors.badRequest(
      `${config.kind ?? ''} in version ${JSON.stringify(target.wanted.version)} cannot be applied as a ${target.wanted.kind}`,
    );
  }
  if ((config.metadata?.managedFields ?? null) !== null) throw errors.badRequest('metadata.managedFields must be nil');
  const { error, unknown } = target.type.decode(config);
  if (error !== undefined || unknown.length > 0) {
    const problems = typeProblems(config, target.type.node, typeTable());
    // A quantity or a number that cannot be parsed still has the right type.
    if (problems.length > 0) throw untypedPatch(config, problems);
    throw untypedPatch(config, error === undefined ? unknown.map(undeclared) : [error]);
  }
  const complaints = body.complaints.map((each) => `error converting YAML to JSON: ${each}`);
  applyStrictness(complaints, context, (why) => errors.badRequest(`error strict decoding YAML: ${why}`));
  return config;
}
