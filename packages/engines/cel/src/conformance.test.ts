/** CEL's public conformance tests, as far as they apply to the dialect of Kubernetes. Excluded tests are listed with reasons. */
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
      if (type === undefined) throw new NotCovered('protobuf messages: not supported by Kubernetes');
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
  throw new NotCovered('protobuf messages: not supported by Kubernetes');
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
  throw new NotCovered('protobuf messages: not supported by Kubernetes');
}

/** Why a test does not apply to the dialect of Kubernetes. The first matching rule counts. */
const reasons: readonly (readonly [reason: string, applies: (test: IncrementalTest, path: string) => boolean])[] = [
  [
    'protobuf messages: not supported by Kubernetes',
    (_, path) => /^(proto[23]|enums|wrappers|proto2_ext)\b/.test(path),
  ],
  [
    'protobuf messages: not supported by Kubernetes',
    ({ original }) =>
      /TestAllTypes|google\.protobuf\.|cel\.expr\.|NestedMessage|GlobalEnum|Value\{/.test(original.expr),
  ],
  [
    'extension that Kubernetes does not enable',
    (_, path) => /^(math_ext|encoders_ext|bindings_ext|block_ext)\b/.test(path),
  ],
  ['unchecked expressions: Kubernetes checks all expressions', ({ original }) => original.disableCheck],
  ['names in backquotes: not enabled by Kubernetes', ({ original }) => original.expr.includes('`')],
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

/** The difference from the expected result; undefined if there is none. */
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

/** Single tests with a different result in the dialect of Kubernetes. */
const excludedNames: readonly (readonly [reason: string, names: RegExp])[] = [
  ['maps: upstream uses the last of equal keys', /\/map_value_repeat_key/],
  [
    'format: Kubernetes uses version 2 of strings, which formats numbers for en_US and quotes strings in lists',
    /^string_ext\/format\/(?:.*(?:scientific|infinity support for (?:decimal|fixed)|NaN support for decimal|list support|map support|dyntype NaN|dyntype support for (?:lists|maps)))/,
  ],
  [
    'strings: version 2 returns no error for an offset after the end',
    /^string_ext\/value_errors\/(?:last)?indexof_out_of_range$/,
  ],
  [
    'optionals: errors for fields of values without fields are not enabled by Kubernetes',
    /^optionals\/optionals\/map_(?:null_entry_no_such_key|present_key_invalid_field)$/,
  ],
];

/** The number of excluded tests by reason. A change here is a change of the dialect. */
const excludedCounts = {
  'unchecked expressions: Kubernetes checks all expressions': 104,
  'extension that Kubernetes does not enable': 244,
  'protobuf messages: not supported by Kubernetes': 685,
  'names in backquotes: not enabled by Kubernetes': 34,
  'maps: upstream uses the last of equal keys': 2,
  'optionals: errors for fields of values without fields are not enabled by Kubernetes': 2,
  'format: Kubernetes uses version 2 of strings, which formats numbers for en_US and quotes strings in lists': 18,
  'strings: version 2 returns no error for an offset after the end': 2,
  'functions declared by the test': 5,
};

describe('CEL conformance tests', () => {
  it('pass in the dialect of Kubernetes', () => {
    const left = new Map<string, number>();
    const wrong: string[] = [];
    let passed = 0;
    const visit = (test: IncrementalTest, path: string): void => {
      const name = `${path}/${test.name}`;
      let reason =
        excludedNames.find(([, names]) => names.test(name))?.[0] ??
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
    expect(Object.fromEntries(left)).toEqual(excludedCounts);
    expect(passed).toBe(1248);
  });
});
