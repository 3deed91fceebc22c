/** The body of an apply patch: an object of the resource's own version, with nothing the schema does not know. */
import { apiVersionOf, errors, type KubeObject, StatusError } from '@kubets/machinery';
import type { DecodedBody } from './body.ts';
import { applyStrictness, type DecodeContext } from './object.ts';
import type { PatchTarget } from './patch.ts';

/** Upstream's error of its typed converter, which has no reason. */
function untyped(config: KubeObject, target: PatchTarget, why: string): StatusError {
  const name = `${target.namespace === '' ? '' : `${target.namespace}/`}${target.name}`;
  const message = `failed to create typed patch object (${name}; ${config.apiVersion}, Kind=${config.kind}): ${why}`;
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

/** Throws BadRequest for what is no such object, 500 for fields the schema does not have. */
export function readApplyConfiguration(body: DecodedBody, target: PatchTarget, context: DecodeContext): KubeObject {
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw errors.badRequest('error decoding YAML: the patch is no object');
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
  if (error !== undefined) throw untyped(config, target, error);
  const undeclared = unknown.map((path) => `.${path}: field not declared in schema`);
  if (undeclared.length === 1) throw untyped(config, target, undeclared[0] as string);
  if (undeclared.length > 1)
    throw untyped(config, target, `errors:\n${undeclared.map((each) => `  ${each}`).join('\n')}`);
  const complaints = body.complaints.map((each) => `error converting YAML to JSON: ${each}`);
  applyStrictness(complaints, context, (why) => errors.badRequest(`error strict decoding YAML: ${why}`));
  return config;
}
