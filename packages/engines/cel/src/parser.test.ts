/** Syntax trees and errors: upstream's parser tests from the public data, and the limits of Kubernetes. */
import { getConformanceSuite, getParsingSuite, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { describe, expect, it } from 'vitest';
import type { Expr } from './ast.ts';
import { debugString } from './debug-string.ts';
import { CelCompileError } from './issues.ts';
import { parseCel } from './parser.ts';

const goNames: Readonly<Record<string, string>> = {
  ident: '*expr.Expr_IdentExpr',
  select: '*expr.Expr_SelectExpr',
  call: '*expr.Expr_CallExpr',
  list: '*expr.Expr_ListExpr',
  map: '*expr.Expr_StructExpr',
  struct: '*expr.Expr_StructExpr',
  fold: '*expr.Expr_ComprehensionExpr',
  entry: '*expr.Expr_CreateStruct_Entry',
};

function literalName(expr: Expr): string {
  if (expr.kind !== 'literal') return '';
  const { value } = expr;
  if (value === null) return 'NullValue';
  if (value instanceof Uint8Array) return 'BytesValue';
  const names: Readonly<Record<string, string>> = {
    boolean: 'BoolValue',
    bigint: 'Int64Value',
    number: 'DoubleValue',
    string: 'StringValue',
  };
  return names[typeof value] ?? 'Uint64Value';
}

const print = (expr: Expr): string =>
  debugString(expr, (node, literal) =>
    literal?.kind === 'literal' ? `^#*expr.Constant_${literalName(literal)}#` : `^#${goNames[node.kind]}#`,
  );

function casesOf(suite: IncrementalTestSuite): readonly (readonly [expr: string, ast: string])[] {
  const own = suite.tests.flatMap(({ original, ast }) =>
    ast === undefined || original.disableMacros ? [] : [[original.expr, ast] as const],
  );
  return [...own, ...suite.suites.flatMap(casesOf)];
}

/** Expressions that Kubernetes parses differently than the parser that created the data, because their macros differ. */
const otherDialect =
  /`|cel\.(bind|block|iterVar|index)|math\.(least|greatest)|proto\.(has|get)Ext|existsOne|sortBy|\.(all|exists|exists_one)\(\w+, \w+,|opt(Flat)?Map|transform(List|Map)/;

describe('parser', () => {
  const cases = [...casesOf(getParsingSuite()), ...casesOf(getConformanceSuite())].filter(
    ([expr]) => !otherDialect.test(expr),
  );

  it(`returns upstream's trees for ${cases.length} public cases`, () => {
    const wrong: string[] = [];
    for (const [expr, ast] of cases) {
      let tree: string;
      try {
        tree = print(parseCel(expr)).replaceAll('@result', '__result__');
      } catch (error) {
        if (!(error instanceof CelCompileError)) throw error;
        tree = error.message;
      }
      if (tree !== ast.replaceAll('@result', '__result__')) wrong.push(`${expr}\n--- got\n${tree}\n--- wanted\n${ast}`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
