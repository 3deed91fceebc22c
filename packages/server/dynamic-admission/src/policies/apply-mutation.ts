/** Applies the result of a mutation's expression to an object. Upstream: policy/mutating/patch. */

import { typeTable } from '@kubets/api/facts';
import type { AdmissionVersion } from '@kubets/apiserver/admission';
import { nextTurn } from '@kubets/base';
import { CelList, type CelValue, CreatedObject } from '@kubets/cel';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { jsonPatchSteps, PatchError } from '@kubets/patch';
import { MergeError, mergeConfiguration } from '@kubets/patch/apply';
import { checkTypeNames, PatchValueError, patchValue } from './patch-value.ts';

/** The mutation does not apply; whether that refuses the request depends on the failure policy. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
}

/** The object in its canonical form, with defaults. Throws StatusError for what is not of the type, whatever the failure policy. */
function decoded(value: unknown, version: AdmissionVersion): KubeObject {
  const { error, unknown } = version.type.decode(value);
  if (error !== undefined) throw errors.internal(error);
  if (unknown.length > 0) {
    const fields = unknown.map((field) => `unknown field ${JSON.stringify(field)}`);
    throw errors.internal(`strict decoding error: ${fields.join(', ')}`);
  }
  return version.decode(value);
}

function applyConfiguration(object: KubeObject, value: CelValue, version: AdmissionVersion): KubeObject {
  if (!(value instanceof CreatedObject)) {
    throw new MutationError('unsupported return type from ApplyConfiguration expression');
  }
  const fields = patchValue(value);
  checkTypeNames(value);
  const { apiVersion, kind } = object;
  const config = { ...(fields as KubeObject), apiVersion, kind };
  const merged = mergeConfiguration(object, config, version.type.node, typeTable());
  return merged === object ? object : decoded(merged, version);
}

const text = (value: CelValue | undefined): string => (typeof value === 'string' ? value : '');

/** One operation. Without `value` it has none; an empty `from` is absent. */
function operationOf(value: CelValue): Readonly<Record<string, unknown>> {
  if (!(value instanceof CreatedObject) || value.typeName !== 'JSONPatch') {
    throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
  }
  const { fields } = value;
  const [from, operand] = [text(fields.get('from')), fields.get('value')];
  const operation = { op: text(fields.get('op')), path: text(fields.get('path')), ...(from === '' ? {} : { from }) };
  if (operand === undefined) return operation;
  const converted = patchValue(operand);
  if (operand instanceof CreatedObject) checkTypeNames(operand);
  return { ...operation, value: converted };
}

/** Operations of one turn of the event loop. */
const operationsPerTurn = 100;

async function operationsOf(value: CelValue): Promise<readonly unknown[]> {
  if (!(value instanceof CelList)) {
    throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array');
  }
  const operations: unknown[] = [];
  for (let index = 0; index < value.size; index++) {
    if (index % operationsPerTurn === operationsPerTurn - 1) await nextTurn();
    operations.push(operationOf(value.at(index)));
  }
  return operations;
}

const testFailed = /^testing value .* failed: test failed$/s;

/** What is wrong with the patch, without the wording of a request. */
const patchProblem = ({ cause, message }: StatusError): string =>
  cause instanceof PatchError ? cause.message : message;

async function patched(object: KubeObject, value: CelValue): Promise<unknown> {
  const operations = await operationsOf(value);
  const step = jsonPatchSteps(object, operations);
  for (;;) {
    const done = step();
    if (done !== undefined) return done.document;
    await nextTurn();
  }
}

async function applyJsonPatch(object: KubeObject, value: CelValue, version: AdmissionVersion): Promise<KubeObject> {
  let document: unknown;
  try {
    document = await patched(object, value);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const problem = patchProblem(error);
    // A test that fails means that there is nothing to do.
    if (testFailed.test(problem)) return object;
    throw new MutationError(`JSON Patch: ${problem}`);
  }
  return decoded(document, version);
}

/** The object after a mutation; `object` itself if nothing changes. Throws {@link MutationError} and StatusError. */
export async function applyMutation(
  type: 'applyConfiguration' | 'jsonPatch',
  object: KubeObject,
  value: CelValue,
  version: AdmissionVersion,
): Promise<KubeObject> {
  try {
    if (type === 'jsonPatch') return await applyJsonPatch(object, value, version);
    return applyConfiguration(object, value, version);
  } catch (error) {
    if (error instanceof MergeError) throw new MutationError(`error applying patch: ${error.message}`);
    throw error instanceof PatchValueError ? new MutationError(error.message) : error;
  }
}
