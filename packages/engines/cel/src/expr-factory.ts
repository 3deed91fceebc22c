/** Creates numbered nodes of a tree, for the parser and for macro expansion. */
import { type Comprehension, type Expr, hiddenAccumulator, type ListElement, type LiteralValue } from './ast.ts';

export class ExprFactory {
  #last = 0;

  id(): number {
    this.#last += 1;
    return this.#last;
  }

  literal(at: number, value: LiteralValue): Expr {
    return { kind: 'literal', id: this.id(), at, value };
  }

  ident(at: number, name: string): Expr {
    return { kind: 'ident', id: this.id(), at, name };
  }

  accumulator(at: number): Expr {
    return this.ident(at, hiddenAccumulator);
  }

  select(at: number, operand: Expr, field: string, test = false): Expr {
    return { kind: 'select', id: this.id(), at, operand, field, test };
  }

  call(at: number, name: string, ...args: readonly Expr[]): Expr {
    return { kind: 'call', id: this.id(), at, name, args };
  }

  method(at: number, target: Expr, name: string, ...args: readonly Expr[]): Expr {
    return { kind: 'call', id: this.id(), at, name, target, args };
  }

  list(at: number, ...items: readonly Expr[]): Expr {
    const elements: readonly ListElement[] = items.map((value) => ({ value, optional: false }));
    return { kind: 'list', id: this.id(), at, elements };
  }

  map(at: number): Expr {
    return { kind: 'map', id: this.id(), at, entries: [] };
  }

  fold(at: number, parts: Omit<Comprehension, 'kind' | 'id' | 'at'>): Expr {
    return { kind: 'fold', id: this.id(), at, ...parts };
  }

  /** A copy of the expression with new ids. */
  copy(expr: Expr): Expr {
    const id = this.id();
    const copy = (part: Expr): Expr => this.copy(part);
    switch (expr.kind) {
      case 'literal':
      case 'ident':
        return { ...expr, id };
      case 'select':
        return { ...expr, id, operand: copy(expr.operand) };
      case 'call':
        return {
          ...expr,
          id,
          ...(expr.target === undefined ? {} : { target: copy(expr.target) }),
          args: expr.args.map(copy),
        };
      case 'list':
        return { ...expr, id, elements: expr.elements.map((each) => ({ ...each, value: copy(each.value) })) };
      case 'map': {
        const entries = expr.entries.map((each) => ({
          ...each,
          id: this.id(),
          key: copy(each.key),
          value: copy(each.value),
        }));
        return { ...expr, id, entries };
      }
      case 'struct': {
        const fields = expr.fields.map((each) => ({ ...each, id: this.id(), value: copy(each.value) }));
        return { ...expr, id, fields };
      }
      case 'fold': {
        const [range, init] = [copy(expr.range), copy(expr.init)];
        const [condition, step, result] = [copy(expr.condition), copy(expr.step), copy(expr.result)];
        return { ...expr, id, range, init, condition, step, result };
      }
    }
  }
}
