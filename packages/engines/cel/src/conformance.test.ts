/** The public conformance data of CEL, as far as Kubernetes' dialect covers it; what it does not is listed with reasons. */
import type { Type } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from '@bufbuild/cel-spec/testdata/tests.js';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { compileRe2 } from '@kubets/machinery/patterns';
import { describe, expect, it } from 'vitest';
import { CelUint } from './ast.ts';
import { ArrayList, EntryMap } from './collections.ts';
import { CelEnvironment } from './environment.ts';
import { equal } from './equality.ts';
import { showValue, typeOfValue } from './inspect.ts';
import { CelCompileError } from './issues.ts';
import { kubernetesLibraries } from './kubernetes-environment.ts';
import { CelProgramError } from './plan.ts';
import { type CelType, celTypes, listType, mapType, optionalType } from './types.ts';
import { CelDuration, CelTimestamp, CelTypeValue, type CelValue } from './values.ts';

const registry = getTestRegistry();
class NotCovered extends Error {}

const typeNames: Readonly<Record<string, CelType>> = {
  ...Object.fromEntries(Object.values(celTypes).map((type) => [type.name, type])),
  list: listType(celTypes.dyn),
  map: mapType(celTypes.dyn, celTypes.dyn),
  optional_type: optionalType(celTypes.dyn),
};

function fromProto(value: Value): CelValue {
  const { kind } = value;
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'int64Value':
    case 'doubleValue':
    case 'stringValue':
    case 'bytesValue':
      return kind.value;
    case 'uint64Value':
      return new CelUint(kind.value);
    case 'listValue':
      return new ArrayList(kind.value.values.map(fromProto));
    case 'mapValue': {
      const map = new EntryMap();
      for (const { key, value: entry } of kind.value.entries) {
        if (key !== undefined && entry !== undefined) map.insert(fromProto(key), fromProto(entry));
      }
      return map;
    }
    case 'typeValue': {
      const type = typeNames[kind.value];
      if (type === undefined) throw new NotCovered('protobuf messages: Kubernetes has none');
      return new CelTypeValue(type);
    }
    case 'objectValue': {
      const message = anyUnpack(kind.value, registry) as
        | { $typeName: string; seconds: bigint; nanos: number }
        | undefined;
      const nanos = (): bigint =>
        message === undefined ? 0n : message.seconds * 1_000_000_000n + BigInt(message.nanos);
      if (message?.$typeName === 'google.protobuf.Duration') return new CelDuration(nanos());
      if (message?.$typeName === 'google.protobuf.Timestamp') return new CelTimestamp(nanos());
    }
  }
  throw new NotCovered('protobuf messages: Kubernetes has none');
}

const primitives = [
  celTypes.error,
  celTypes.bool,
  celTypes.int,
  celTypes.uint,
  celTypes.double,
  celTypes.string,
  celTypes.bytes,
];

function typeFromProto(type: Type | undefined): CelType {
  const kind = type?.typeKind;
  switch (kind?.case) {
    case 'dyn':
      return celTypes.dyn;
    case 'null':
      return celTypes.null;
    case 'primitive':
      return primitives[kind.value] ?? celTypes.error;
    case 'wellKnown':
      if (kind.value === 2) return celTypes.timestamp;
      if (kind.value === 3) return celTypes.duration;
      break;
    case 'listType':
      return listType(typeFromProto(kind.value.elemType));
    case 'mapType':
      return mapType(typeFromProto(kind.value.keyType), typeFromProto(kind.value.valueType));
    case 'type':
      return celTypes.type;
    case 'abstractType':
      if (kind.value.name === 'optional_type') return optionalType(typeFromProto(kind.value.parameterTypes[0]));
  }
  throw new NotCovered('protobuf messages: Kubernetes has none');
}

/** Why a test is outside of Kubernetes' dialect. The first rule that fits counts. */
const reasons: readonly (readonly [reason: string, applies: (test: IncrementalTest, path: string) => boolean])[] = [
  ['protobuf messages: Kubernetes has none', (_, path) => /^(proto[23]|enums|wrappers|proto2_ext)\b/.test(path)],
  [
    'protobuf messages: Kubernetes has none',
    ({ original }) =>
      /TestAllTypes|google\.protobuf\.|cel\.expr\.|NestedMessage|GlobalEnum|Value\{/.test(original.expr),
  ],
  [
    'extension that Kubernetes does not enable',
    (_, path) => /^(math_ext|encoders_ext|bindings_ext|block_ext)\b/.test(path),
  ],
  ['expressions that are not checked: Kubernetes checks all', ({ original }) => original.disableCheck],
  ['names in backquotes: Kubernetes has not enabled them', ({ original }) => original.expr.includes('`')],
  ['macros turned off: Kubernetes has no such mode', ({ original }) => original.disableMacros],
  [
    'strings.reverse: version 3, Kubernetes has 2',
    ({ original }) => /'\)?\.reverse\(|"\)?\.reverse\(/.test(original.expr),
  ],
];

function environmentOf({ original }: IncrementalTest): CelEnvironment {
  const variables: Record<string, CelType> = {};
  for (const { name, declKind } of original.typeEnv) {
    if (declKind.case === 'ident') variables[name] = typeFromProto(declKind.value.type);
    else throw new NotCovered('functions declared by the test');
  }
  for (const name of Object.keys(original.bindings)) variables[name] ??= celTypes.dyn;
  return new CelEnvironment({
    variables,
    libraries: kubernetesLibraries(compileRe2),
    container: original.container,
    mixedLiterals: true,
    compilePattern: compileRe2,
  });
}

/** What is wrong, or nothing. */
function run(test: IncrementalTest): string | undefined {
  const { original } = test;
  const environment = environmentOf(test);
  const bindings: Record<string, CelValue> = {};
  for (const [name, { kind }] of Object.entries(original.bindings)) {
    if (kind.case !== 'value') throw new NotCovered('unknown values: Kubernetes has none');
    bindings[name] = fromProto(kind.value);
  }
  const { resultMatcher } = original;
  const wanted =
    resultMatcher.case === 'value'
      ? fromProto(resultMatcher.value)
      : resultMatcher.case === 'typedResult' && resultMatcher.value.result !== undefined
        ? fromProto(resultMatcher.value.result)
        : undefined;
  const fails = resultMatcher.case === 'evalError' || resultMatcher.case === 'anyEvalErrors';
  try {
    const program = environment.compile(original.expr);
    if (original.checkOnly) return undefined;
    const outcome = program.evaluate(bindings, { costLimit: 1e9 });
    if ('error' in outcome) return fails ? undefined : `error: ${outcome.error}`;
    if (fails) return `no error, but ${showValue(outcome.value)}`;
    const expected = wanted === undefined ? true : wanted;
    const same = equal(outcome.value, expected) && typeOfValue(outcome.value).name === typeOfValue(expected).name;
    const bothNaN = Number.isNaN(outcome.value) && Number.isNaN(expected);
    return same || bothNaN ? undefined : `got ${showValue(outcome.value)}, wanted ${showValue(expected)}`;
  } catch (error) {
    if (!(error instanceof CelCompileError || error instanceof CelProgramError)) throw error;
    return fails ? undefined : error.message;
  }
}

function each(suite: IncrementalTestSuite, path: string, visit: (test: IncrementalTest, path: string) => void): void {
  for (const test of suite.tests) visit(test, path);
  for (const part of suite.suites) each(part, path === '' ? part.name : `${path}/${part.name}`, visit);
}

/** Single tests that Kubernetes' dialect decides otherwise. */
const decidedOtherwise: readonly (readonly [reason: string, names: RegExp])[] = [
  ['maps: upstream lets the last of equal keys win', /\/map_value_repeat_key/],
  [
    'format: Kubernetes has version 2 of strings, which writes numbers as for en_US and quotes within lists',
    /^string_ext\/format\/(?:.*(?:scientific|infinity support for (?:decimal|fixed)|NaN support for decimal|list support|map support|dyntype NaN|dyntype support for (?:lists|maps)))/,
  ],
  [
    'strings: version 2 has no error for an offset beyond the end',
    /^string_ext\/value_errors\/(?:last)?indexof_out_of_range$/,
  ],
  [
    'optionals: errors on fields of what has none are not enabled in Kubernetes',
    /^optionals\/optionals\/map_(?:null_entry_no_such_key|present_key_invalid_field)$/,
  ],
];

/** What is left out of the data, and how many tests of it: a change here is a change of what Kubernetes' dialect is. */
const leftOut = {
  'expressions that are not checked: Kubernetes checks all': 104,
  'extension that Kubernetes does not enable': 244,
  'protobuf messages: Kubernetes has none': 685,
  'names in backquotes: Kubernetes has not enabled them': 34,
  'maps: upstream lets the last of equal keys win': 2,
  'optionals: errors on fields of what has none are not enabled in Kubernetes': 2,
  'format: Kubernetes has version 2 of strings, which writes numbers as for en_US and quotes within lists': 18,
  'strings: version 2 has no error for an offset beyond the end': 2,
  'functions declared by the test': 5,
};

describe('the conformance data', () => {
  it('passes where Kubernetes covers it', () => {
    const left = new Map<string, number>();
    const wrong: string[] = [];
    let passed = 0;
    const visit = (test: IncrementalTest, path: string): void => {
      const name = `${path}/${test.name}`;
      let reason =
        decidedOtherwise.find(([, names]) => names.test(name))?.[0] ??
        reasons.find(([, applies]) => applies(test, path))?.[0];
      try {
        if (reason === undefined) {
          const problem = run(test);
          if (problem === undefined) passed += 1;
          else wrong.push(`${name}: ${test.original.expr}\n    ${problem}`);
        }
      } catch (error) {
        if (!(error instanceof NotCovered)) throw error;
        reason = error.message;
      }
      if (reason !== undefined) left.set(reason, (left.get(reason) ?? 0) + 1);
    };
    each(getConformanceSuite(), '', visit);
    console.log(`conformance: ${passed} passed; left out:`);
    for (const [reason, count] of left) console.log(`  ${count}: ${reason}`);
    expect(wrong).toEqual([]);
    expect(Object.fromEntries(left)).toEqual(leftOut);
    expect(passed).toBe(1248);
  });
});
