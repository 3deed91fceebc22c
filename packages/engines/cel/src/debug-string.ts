/** Prints a tree as upstream's debug printer does; tests compare trees by it. */
import { CelUint, type Expr, type LiteralValue } from './ast.ts';
import { formatDouble, quoteBytes, quoteText } from './show.ts';

/** The text to write after a node: its type, for example. */
type Adorner = (node: { readonly id: number; readonly kind: Expr['kind'] | 'entry' }, expr?: Expr) => string;

function literalText(value: LiteralValue): string {
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'number') return formatDouble(value);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b${quoteBytes(value)}`;
  return String(value);
}

/** Lines are indented by two blanks a level. */
export function debugString(root: Expr, adorn: Adorner): string {
  const block = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close;
    return `${open}\n${parts.map((part) => indent(part)).join(',\n')}\n${close}`;
  };
  const text = (expr: Expr): string => bare(expr) + adorn(expr, expr);
  const entry = (head: string, node: { readonly id: number }, value: Expr): string =>
    `${head}:${text(value)}${adorn({ id: node.id, kind: 'entry' })}`;
  const bare = (expr: Expr): string => {
    switch (expr.kind) {
      case 'literal':
        return literalText(expr.value);
      case 'ident':
        return expr.name;
      case 'select':
        return `${text(expr.operand)}.${expr.field}${expr.test ? '~test-only~' : ''}`;
      case 'call': {
        const head = expr.target === undefined ? expr.name : `${text(expr.target)}.${expr.name}`;
        return block(`${head}(`, expr.args.map(text), ')');
      }
      case 'list':
        return block(
          '[',
          expr.elements.map(({ value }) => text(value)),
          ']',
        );
      case 'map': {
        const entries = expr.entries.map((each) =>
          entry(`${each.optional ? '?' : ''}${text(each.key)}`, each, each.value),
        );
        return block('{', entries, '}');
      }
      case 'struct': {
        const fields = expr.fields.map((each) => entry(`${each.optional ? '?' : ''}${each.name}`, each, each.value));
        return block(`${expr.type}{`, fields, '}');
      }
      case 'fold':
        return foldText(expr, text);
    }
  };
  return text(root);
}

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');

function foldText(expr: Extract<Expr, { readonly kind: 'fold' }>, text: (expr: Expr) => string): string {
  const parts = [
    ['Variable', expr.first],
    ...(expr.second === undefined ? [] : [['Variable', expr.second]]),
    ['Target', text(expr.range)],
    ['Accumulator', expr.accumulator],
    ['Init', text(expr.init)],
    ['LoopCondition', text(expr.condition)],
    ['LoopStep', text(expr.step)],
    ['Result', text(expr.result)],
  ];
  const lines = parts.map(([title, part = '']) => indent(`// ${title}\n${part}`));
  return `__comprehension__(\n${lines.join(',\n')})`;
}
