/** Decoders of types with custom JSON: quantities, times, int-or-string, free-form values. */
import { isPlain } from '@kubets/machinery/json';
import { canonicalQuantity, QuantityError } from '@kubets/machinery/quantity';
import { DurationError, formatDuration, parseDuration } from '@kubets/machinery/time';
import type { Decoder, DecodeState } from './decode-state.ts';
import { decodeMicroTime, decodeTime } from './decode-time.ts';
import { goValueName } from './go-type.ts';

const ordinaryQuantity = /^(?:0|[1-9][0-9]{0,2}(?:[mkMGT]|[KMGT]i)?)$/;

function decodeQuantity(value: unknown, state: DecodeState): unknown {
  if (typeof value === 'string' && ordinaryQuantity.test(value)) return value;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  try {
    const canonical = canonicalQuantity(text);
    return canonical === value ? value : canonical;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    return state.fail(error.message);
  }
}

function decodeDuration(value: unknown, state: DecodeState): unknown {
  if (typeof value !== 'string') {
    return state.fail(`json: cannot unmarshal ${goValueName(value)} into Go value of type string`);
  }
  try {
    const canonical = formatDuration(parseDuration(value));
    return canonical === value ? value : canonical;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return state.fail(error.message);
  }
}

function decodeIntOrString(value: unknown, state: DecodeState): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value + 0.5) <= 2 ** 31) return value;
  const number = typeof value === 'number' || typeof value === 'bigint';
  const shown = number ? `number ${value}` : goValueName(value);
  return state.fail(`json: cannot unmarshal ${shown} into Go value of type int32`);
}

function decodeText(value: unknown, state: DecodeState): unknown {
  if (typeof value === 'string') return value;
  return state.fail(`json: cannot unmarshal ${goValueName(value)} into Go value of type string`);
}

const asIs: Decoder = (value) => value;

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1.';
const apiextensions = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.';
export const schemaProps: string = `${apiextensions}JSONSchemaProps`;

/** Decoders by type name. Values of other types with `customJSON` are not changed. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['k8s.io/apimachinery/pkg/api/resource.Quantity', decodeQuantity],
  ['k8s.io/apimachinery/pkg/api/resource.QuantityValue', decodeQuantity],
  ['k8s.io/apimachinery/pkg/util/intstr.IntOrString', decodeIntOrString],
  [`${meta}Time`, decodeTime],
  [`${meta}MicroTime`, decodeMicroTime],
  [`${meta}Duration`, decodeDuration],
  [`${meta}GroupVersion`, decodeText],
]);

/** The decoder of a type with custom JSON; `schema` decodes a JSONSchemaProps. */
export function customDecoder(name: string, schema: () => Decoder): Decoder {
  switch (name) {
    case `${apiextensions}JSONSchemaPropsOrArray`:
      return (value, state) => {
        if (!Array.isArray(value)) return schema()(value, state);
        return value.map((each: unknown) => schema()(each, state));
      };
    case `${apiextensions}JSONSchemaPropsOrBool`:
      return (value, state) => {
        if (typeof value === 'boolean') return value;
        return isPlain(value) ? schema()(value, state) : state.fail('boolean or JSON schema expected');
      };
    case `${apiextensions}JSONSchemaPropsOrStringArray`:
      return (value, state) => (isPlain(value) ? schema()(value, state) : value);
    default:
      return decoders.get(name) ?? asIs;
  }
}
