/** Type checking and overloads: upstream's checked trees from the public tests, and error messages. */
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from '@bufbuild/cel-spec/testdata/tests.js';
import { compileRe2 } from '@kubets/machinery/patterns';
import { describe, expect, it } from 'vitest';
import { checkCel } from './checker.ts';
import { debugString } from './debug-string.ts';
import { CelEnvironment } from './environment.ts';
import { CelCompileError } from './issues.ts';
import { kubernetesLibraries } from './kubernetes-environment.ts';
import { parseCel } from './parser.ts';
import { celTypes, formatType } from './types.ts';

function testsOf(suite: IncrementalTestSuite): readonly IncrementalTest[] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

const environment = new CelEnvironment({ libraries: kubernetesLibraries(compileRe2), mixedLiterals: true });

/** The data was created without comparisons across types and without the libraries of Kubernetes. */
const kubernetesOnly =
  /^(?:less|greater)(?:_equals)?_(?:int64|uint64|double)_|^optional_(?:list|map)_index|^quantity_|^semver_|^ip_to|^cidr_/;
const shown = (ids: readonly string[]): string =>
  ids
    .filter((id) => !kubernetesOnly.test(id))
    .toSorted()
    .join('|');

function checkedTree(source: string): string {
  const { root, types, overloads } = checkCel(source, parseCel(source), environment);
  return debugString(root, (node, expr) => {
    if (node.kind === 'entry') return '';
    const type = `~${formatType(types.get(node.id) ?? celTypes.error)}`;
    if (expr?.kind === 'ident') return `${type}^${expr.name}`;
    return overloads.has(node.id) ? `${type}^${shown(overloads.get(node.id) ?? [])}` : type;
  });
}

/** Calls that are ambiguous with the overloads of Kubernetes, or that need functions it does not have. */
const otherDialect = /`|TestAllTypes|google\.protobuf|math\.|base64|cel\.|proto\.|\bvalue\b/;

describe('checker', () => {
  const tests = testsOf(getConformanceSuite()).filter(
    ({ original, checkedAst }) =>
      checkedAst !== undefined &&
      !original.disableMacros &&
      original.typeEnv.length === 0 &&
      original.container === '' &&
      Object.keys(original.bindings).length === 0 &&
      !otherDialect.test(original.expr),
  );

  it(`returns upstream's checked trees for ${tests.length} public cases`, () => {
    const wrong: string[] = [];
    for (const { original, checkedAst } of tests) {
      let tree: string;
      try {
        tree = checkedTree(original.expr).replaceAll('@result', '__result__');
      } catch (error) {
        if (!(error instanceof CelCompileError)) throw error;
        tree = error.message;
      }
      if (tree !== checkedAst?.replaceAll('@result', '__result__')) {
        wrong.push(`${original.expr}\n--- got\n${tree}\n--- wanted\n${checkedAst}`);
      }
    }
    expect([wrong.length, ...wrong.slice(0, 8)]).toEqual([0]);
  });
});
