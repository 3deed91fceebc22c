/** The macros of Kubernetes' dialect: has, the quantifiers, map, filter, and their forms with two variables; optMap, sortBy. */
import { type Comprehension, type Expr, hiddenAccumulator } from './ast.ts';
import type { ExprFactory } from './expr-factory.ts';

/** Invalid arguments of a macro. */
export class MacroError extends Error {
  override readonly name = 'MacroError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** The location of the macro, its target (absent for a global macro) and its arguments. */
interface Use {
  readonly make: ExprFactory;
  readonly at: number;
  readonly target: Expr;
  readonly args: readonly Expr[];
}

type Macro = (use: Use) => Expr;

/** A macro in a namespace: `cel.bind`. The name includes the number of arguments. */
export interface MacroExtension {
  readonly namespace: string;
  readonly name: string;
  readonly expand: Macro;
}

function argument({ args, at }: Use, index: number): Expr {
  const found = args[index];
  if (found === undefined) throw new MacroError(at, 'missing argument');
  return found;
}

function variable(use: Use, index: number, message: string): string {
  const expr = argument(use, index);
  if (expr.kind !== 'ident') throw new MacroError(expr.at, message);
  if (expr.name === hiddenAccumulator || expr.name === '__result__') {
    throw new MacroError(expr.at, 'iteration variable overwrites accumulator variable');
  }
  return expr.name;
}

type Variables = Pick<Comprehension, 'first'> & Partial<Pick<Comprehension, 'second'>>;

function one(use: Use, message = 'argument must be a simple name'): Variables {
  return { first: variable(use, 0, message) };
}

function two(use: Use): Variables {
  const first = variable(use, 0, 'argument must be a simple name');
  const second = variable(use, 1, 'argument must be a simple name');
  if (first === second) throw new MacroError(argument(use, 1).at, `duplicate variable name: ${first}`);
  return { first, second };
}

type Parts = Pick<Comprehension, 'init' | 'condition' | 'step' | 'result'>;

function fold({ make, at, target }: Use, variables: Variables, parts: Parts): Expr {
  return make.fold(at, { range: target, ...variables, accumulator: hiddenAccumulator, ...parts });
}

const all =
  (variables: (use: Use) => Variables, predicate: number): Macro =>
  (use) => {
    const { make, at } = use;
    const names = variables(use);
    return fold(use, names, {
      init: make.literal(at, true),
      condition: make.call(at, '@not_strictly_false', make.accumulator(at)),
      step: make.call(at, '_&&_', make.accumulator(at), argument(use, predicate)),
      result: make.accumulator(at),
    });
  };

const exists =
  (variables: (use: Use) => Variables, predicate: number): Macro =>
  (use) => {
    const { make, at } = use;
    const names = variables(use);
    return fold(use, names, {
      init: make.literal(at, false),
      condition: make.call(at, '@not_strictly_false', make.call(at, '!_', make.accumulator(at))),
      step: make.call(at, '_||_', make.accumulator(at), argument(use, predicate)),
      result: make.accumulator(at),
    });
  };

const existsOne =
  (variables: (use: Use) => Variables, predicate: number): Macro =>
  (use) => {
    const { make, at } = use;
    const names = variables(use);
    const increment = make.call(at, '_+_', make.accumulator(at), make.literal(at, 1n));
    return fold(use, names, {
      init: make.literal(at, 0n),
      condition: make.literal(at, true),
      step: make.call(at, '_?_:_', argument(use, predicate), increment, make.accumulator(at)),
      result: make.call(at, '_==_', make.accumulator(at), make.literal(at, 1n)),
    });
  };

/** A fold that collects: `next` for every element, or only where the filter holds. */
function collect(use: Use, variables: Variables, init: Expr, next: Expr, filter: Expr | undefined): Expr {
  const { make, at } = use;
  const step = filter === undefined ? next : make.call(at, '_?_:_', filter, next, make.accumulator(at));
  return fold(use, variables, { init, condition: make.literal(at, true), step, result: make.accumulator(at) });
}

const append = ({ make, at }: Use, item: Expr): Expr => make.call(at, '_+_', make.accumulator(at), make.list(at, item));

const notIdentifier = 'argument is not an identifier';

const map: Macro = (use) => {
  const names = one(use, notIdentifier);
  const filtered = use.args.length === 3;
  const item = argument(use, filtered ? 2 : 1);
  return collect(use, names, use.make.list(use.at), append(use, item), filtered ? argument(use, 1) : undefined);
};

const filter: Macro = (use) => {
  const names = one(use, notIdentifier);
  return collect(use, names, use.make.list(use.at), append(use, argument(use, 0)), argument(use, 1));
};

const transformList: Macro = (use) => {
  const names = two(use);
  const filtered = use.args.length === 4;
  const item = argument(use, filtered ? 3 : 2);
  return collect(use, names, use.make.list(use.at), append(use, item), filtered ? argument(use, 2) : undefined);
};

const transformMap =
  (entries: boolean): Macro =>
  (use) => {
    const { make, at } = use;
    const names = two(use);
    const filtered = use.args.length === 4;
    const value = argument(use, filtered ? 3 : 2);
    const inserted = entries ? [value] : [make.ident(at, names.first), value];
    const next = make.call(at, 'cel.@mapInsert', make.accumulator(at), ...inserted);
    return collect(use, names, make.map(at), next, filtered ? argument(use, 2) : undefined);
  };

/** Binds `name` to `value` in `body`, as a comprehension without a range. */
function bind({ make, at }: Use, name: string, value: Expr, body: Expr): Expr {
  return make.fold(at, {
    range: make.list(at),
    first: '#unused',
    accumulator: name,
    init: value,
    condition: make.literal(at, false),
    step: make.ident(at, name),
    result: body,
  });
}

const optionalMap =
  (macro: 'optMap' | 'optFlatMap'): Macro =>
  (use) => {
    const { make, at, target } = use;
    const name = argument(use, 0);
    if (name.kind !== 'ident') throw new MacroError(name.at, `${macro}() variable name must be a simple identifier`);
    const bound = bind(use, name.name, make.method(at, make.copy(target), 'value'), argument(use, 1));
    const some = macro === 'optMap' ? make.call(at, 'optional.of', bound) : bound;
    return make.call(at, '_?_:_', make.method(at, target, 'hasValue'), some, make.call(at, 'optional.none'));
  };

const sortBy: Macro = (use) => {
  const { make, at, target } = use;
  if (target.kind === 'literal' || target.kind === 'map' || target.kind === 'struct') {
    const message = 'sortBy can only be applied to a list, identifier, comprehension, call or select expression';
    throw new MacroError(target.at, message);
  }
  const input = '@__sortBy_input__';
  const keys = map({ ...use, target: make.ident(at, input) });
  return bind(use, input, target, make.method(at, make.ident(at, input), '@sortByAssociatedKeys', keys));
};

/** By name and number of arguments. */
const receiverMacros: ReadonlyMap<string, Macro> = new Map([
  ['all/2', all(one, 1)],
  ['all/3', all(two, 2)],
  ['exists/2', exists(one, 1)],
  ['exists/3', exists(two, 2)],
  ['exists_one/2', existsOne(one, 1)],
  ['exists_one/3', existsOne(two, 2)],
  ['existsOne/2', existsOne(one, 1)],
  ['existsOne/3', existsOne(two, 2)],
  ['map/2', map],
  ['map/3', map],
  ['filter/2', filter],
  ['transformList/3', transformList],
  ['transformList/4', transformList],
  ['transformMap/3', transformMap(false)],
  ['transformMap/4', transformMap(false)],
  ['transformMapEntry/3', transformMap(true)],
  ['transformMapEntry/4', transformMap(true)],
  ['optMap/2', optionalMap('optMap')],
  ['optFlatMap/2', optionalMap('optFlatMap')],
  ['sortBy/2', sortBy],
]);

/** `cel.bind(name, value, body)` of cel-go's extension for bindings, which only some environments have. */
export const bindMacro: MacroExtension = {
  namespace: 'cel',
  name: 'bind/3',
  expand(use) {
    const name = argument(use, 0);
    if (name.kind !== 'ident') throw new MacroError(name.at, 'cel.bind() variable names must be simple identifiers');
    return bind(use, name.name, argument(use, 1), argument(use, 2));
  },
};

/** The expansion of `target.name(args)` or `name(args)`; undefined if it is not a macro. Throws {@link MacroError}. */
export function expandMacro(
  make: ExprFactory,
  at: number,
  name: string,
  target: Expr | undefined,
  args: readonly Expr[],
  extensions: readonly MacroExtension[] = [],
): Expr | undefined {
  if (target?.kind === 'ident') {
    const extension = extensions.find(
      (each) => target.name === each.namespace && each.name === `${name}/${args.length}`,
    );
    if (extension !== undefined) return extension.expand({ make, at, target, args });
  }
  if (target !== undefined) return receiverMacros.get(`${name}/${args.length}`)?.({ make, at, target, args });
  const [selection] = args;
  if (name !== 'has' || args.length !== 1 || selection === undefined) return undefined;
  if (selection.kind !== 'select') throw new MacroError(selection.at, 'invalid argument to has() macro');
  return make.select(at, selection.operand, selection.field, true);
}
