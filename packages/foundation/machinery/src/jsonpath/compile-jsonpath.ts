/** JSONPath templates, ready to run: paths, text, `{range}…{end}`. */
import { type JsonPathBudget, JsonPathEvaluation } from './evaluate-jsonpath.ts';
import { JsonPathError, type NodeList, type TemplatePart } from './jsonpath-node.ts';
import { parseJsonPath } from './parse-jsonpath.ts';

export interface JsonPathOptions {
  /** A missing field selects nothing instead of being an error, as for kubectl's printers and columns of CRDs. */
  readonly allowMissingKeys?: boolean;
}

/** Results of a template: one group for every part, in order; a part in a range has one for every round. */
export type CompiledJsonPath = (data: unknown, budget?: JsonPathBudget) => readonly (readonly unknown[])[];

type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nodes'; readonly nodes: NodeList }
  | { readonly kind: 'range'; readonly nodes: NodeList; readonly body: readonly Step[] }
  | { readonly kind: 'end'; readonly nodes: NodeList };

const names = (part: TemplatePart, name: string): boolean =>
  typeof part !== 'string' && part.some((node) => node.kind === 'identifier' && node.name === name);

/**
 * Compiles parts to steps, and ranges with their bodies. An unterminated range extends to the end and is evaluated once
 * more.
 */
function fold(parts: readonly TemplatePart[]): readonly Step[] {
  const open: { readonly nodes: NodeList; readonly outer: Step[] }[] = [];
  let steps: Step[] = [];
  for (const part of parts) {
    if (typeof part === 'string') steps.push({ kind: 'text', text: part });
    else if (names(part, 'range')) {
      open.push({ nodes: part, outer: steps });
      steps = [];
    } else if (names(part, 'end')) {
      const range = open.pop();
      steps.push({ kind: 'end', nodes: part });
      if (range === undefined) continue;
      range.outer.push({ kind: 'range', nodes: range.nodes, body: steps });
      steps = range.outer;
    } else steps.push({ kind: 'nodes', nodes: part });
  }
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    range.outer.push({ kind: 'range', nodes: range.nodes, body: steps }, ...steps);
    steps = range.outer;
  }
  return steps;
}

function run(steps: readonly Step[], data: unknown, evaluation: JsonPathEvaluation, inRange: boolean): unknown[][] {
  const results: unknown[][] = [];
  for (const step of steps) {
    evaluation.spend(1);
    if (step.kind === 'text') results.push([step.text]);
    else if (step.kind === 'nodes') results.push([...evaluation.evaluate([data], step.nodes)]);
    else if (step.kind === 'end') {
      if (!inRange) throw new JsonPathError('not in range, nothing to end');
      evaluation.evaluate([data], step.nodes);
    } else {
      const values = evaluation.evaluate([data], step.nodes);
      for (const value of values) results.push(...run(step.body, value, evaluation, true));
      // The body of an empty range is still evaluated once, to report its errors.
      if (values.length === 0) run(step.body, undefined, evaluation, true);
    }
  }
  return results;
}

/**
 * Compiles a template in kubectl's dialect: `{.items[*].metadata.name}`, `{range .items[?(@.kind=="Pod")]}{.a}{"\n"}{end}`.
 * As in kubectl, there are no regular expressions. Throws JsonPathError for an invalid template. The result throws it for data that does
 * not match, and for more values than the budget has. Default: five million.
 */
export function compileJsonPath(template: string, options: JsonPathOptions = {}): CompiledJsonPath {
  const steps = fold(parseJsonPath(template));
  return (data, budget) => run(steps, data, new JsonPathEvaluation(options.allowMissingKeys === true, budget), false);
}

/** `metadata.name`, `.metadata.name`, `{metadata.name}` → `{.metadata.name}`: what kubectl's flags accept. */
export function relaxedJsonPath(expression: string): string {
  if (expression === '') return expression;
  const [, braced, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression) ?? [];
  const path = braced ?? bare;
  if (path !== undefined) return `{.${path}}`;
  const forms = "a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";
  throw new JsonPathError(`unexpected path string, expected ${forms}`);
}
