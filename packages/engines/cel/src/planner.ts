/** Compiles a checked tree to closures. Cost is charged where upstream's interpreter charges it. */
import { hasField, optionalField, optionalIndex, readField, readIndex } from './access.ts';
import type { Call, Expr, ListExpr, MapExpr, StructExpr } from './ast.ts';
import type { CheckedExpr } from './checking.ts';
import { ArrayList, EntryMap } from './collections.ts';
import { Frame, type Step } from './frame.ts';
import { showValue } from './inspect.ts';
import { computed, constantPlan, type Plan, type PlannerEnvironment, type Planning } from './plan.ts';
import { planCall } from './plan-calls.ts';
import { planFold } from './plan-folds.ts';
import { CelFault, CelOptional, CelTypeValue, type CelValue, isFault, noOptional } from './values.ts';

/** Costs of making collections. */
const costs = { list: 10, map: 30, struct: 40 };

export class Planner implements Planning {
  readonly checked: CheckedExpr;
  readonly environment: PlannerEnvironment;
  /** The variables the expression reads, by slot. */
  readonly variables: string[] = [];
  readonly #globals = new Map<string, number>();
  readonly #locals: (readonly [name: string, slot: number])[] = [];
  #slots = 0;

  constructor(checked: CheckedExpr, environment: PlannerEnvironment) {
    this.checked = checked;
    this.environment = environment;
  }

  /** The number of slots of a frame. */
  get slots(): number {
    return this.#slots;
  }

  plan(expr: Expr): Plan {
    switch (expr.kind) {
      case 'literal':
        return constantPlan(expr.value);
      case 'ident':
        return this.#ident(expr.id, expr.name);
      case 'select':
        return this.#select(this.plan(expr.operand), expr.field, expr.test);
      case 'call':
        return this.#access(expr) ?? planCall(this, expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#struct(expr);
      case 'fold':
        return planFold(this, expr);
    }
  }

  /** A slot for a variable that exists while `plan` runs. */
  withLocal<T>(name: string, plan: (slot: number) => T): T {
    const slot = this.#slots;
    this.#slots += 1;
    this.#locals.push([name, slot]);
    const planned = plan(slot);
    this.#locals.pop();
    return planned;
  }

  #global(name: string): number {
    const known = this.#globals.get(name);
    if (known !== undefined) return known;
    const slot = this.#slots;
    this.#slots += 1;
    this.#globals.set(name, slot);
    this.variables[slot] = name;
    return slot;
  }

  #ident(id: number, name: string): Plan {
    const constant = this.checked.constants.get(id);
    if (constant !== undefined) return constantPlan(new CelTypeValue(constant));
    const slot = this.#locals.findLast(([local]) => local === name)?.[1] ?? this.#global(name);
    const missing = new CelFault(`no such attribute(s): ${name}`);
    const bare = (frame: Frame): CelValue => {
      const value = frame.slots[slot];
      return value === undefined ? missing : value;
    };
    const run = (frame: Frame): CelValue => {
      frame.charge(1);
      return bare(frame);
    };
    return { run, bare, attribute: true };
  }

  /** Applies `read` to the value of the operand, as a further step of an attribute. */
  #qualified(operand: Plan, read: (value: CelValue) => CelValue): Plan {
    const step =
      (of: Step, cost: number): Step =>
      (frame) => {
        const value = of(frame);
        if (isFault(value)) return value;
        const found = read(value);
        // Steps that an optional skips are not charged.
        frame.charge(value === noOptional || found === noOptional ? cost - 1 : cost);
        return found;
      };
    if (operand.attribute) return { run: step(operand.run, 1), bare: step(operand.bare, 1), attribute: true };
    return { run: step(operand.run, 2), bare: step(operand.run, 1), attribute: true };
  }

  #select(operand: Plan, field: string, test: boolean): Plan {
    if (!test) return this.#qualified(operand, (value) => readField(value, field));
    // Upstream charges for the path to the field, and refunds the cost of the attribute.
    const { bare } = this.#qualified(operand, (value) => hasField(value, field));
    return { run: bare, bare, attribute: true };
  }

  /** Selections and indexing written as calls; undefined for other calls. */
  #access(expr: Call): Plan | undefined {
    const [first, second, third] = expr.args;
    if (first === undefined || second === undefined) return undefined;
    switch (expr.name) {
      case '_?._': {
        const name = second.kind === 'literal' ? String(second.value) : '';
        return this.#qualified(this.plan(first), (value) => optionalField(value, name));
      }
      case '_[_]':
        return this.#index(this.plan(first), this.plan(second), readIndex);
      case '_[?_]':
        return this.#index(this.plan(first), this.plan(second), optionalIndex);
      case '_?_:_':
        return third === undefined
          ? undefined
          : this.#conditional(this.plan(first), this.plan(second), this.plan(third));
      default:
        return undefined;
    }
  }

  #index(operand: Plan, index: Plan, read: (container: CelValue, key: CelValue) => CelValue): Plan {
    const { constant } = index;
    if (constant !== undefined) return this.#qualified(operand, (value) => read(value, constant));
    const step =
      (of: Step, cost: number): Step =>
      (frame) => {
        const value = of(frame);
        if (isFault(value)) return value;
        frame.charge(cost);
        const key = index.bare(frame);
        return isFault(key) ? key : read(value, key);
      };
    if (operand.attribute) return { run: step(operand.run, 1), bare: step(operand.bare, 1), attribute: true };
    return { run: step(operand.run, 2), bare: step(operand.run, 1), attribute: true };
  }

  #conditional(condition: Plan, whenTrue: Plan, whenFalse: Plan): Plan {
    const bare = (frame: Frame): CelValue => {
      const chosen = condition.run(frame);
      if (chosen === true) return whenTrue.bare(frame);
      if (chosen === false) return whenFalse.bare(frame);
      return isFault(chosen) ? chosen : new CelFault('no such overload');
    };
    return { run: bare, bare, attribute: true };
  }

  #list(expr: ListExpr): Plan {
    const plans = expr.elements.map(({ value }) => this.plan(value));
    const optional = expr.elements.some((element) => element.optional);
    const constants = plans.flatMap(({ constant }) => (constant === undefined ? [] : [constant]));
    if (constants.length === plans.length && !optional && this.environment.optimize)
      return constantPlan(new ArrayList(constants));
    return computed((frame) => {
      const items: CelValue[] = [];
      for (let index = 0; index < plans.length; index++) {
        const value = plans[index]?.run(frame) ?? null;
        if (isFault(value)) return value;
        if (expr.elements[index]?.optional !== true) items.push(value);
        else if (!(value instanceof CelOptional)) {
          const shown = showValue(value);
          return new CelFault(`cannot initialize optional list element from non-optional value ${shown}`);
        } else if (value.value !== undefined) items.push(value.value);
      }
      frame.charge(costs.list);
      return new ArrayList(items);
    });
  }

  #map(expr: MapExpr): Plan {
    const keys = expr.entries.map(({ key }) => this.plan(key));
    const values = expr.entries.map(({ value }) => this.plan(value));
    const build = (frame: Frame): CelValue => {
      const made = new EntryMap();
      for (const [index, { optional }] of expr.entries.entries()) {
        const key = keys[index]?.run(frame) ?? null;
        if (isFault(key)) return key;
        const value = values[index]?.run(frame) ?? null;
        if (isFault(value)) return value;
        const entry = optional ? unwrapEntry(showValue(key), value) : value;
        if (entry === undefined) continue;
        if (isFault(entry)) return entry;
        const fault = made.set(key, entry);
        if (fault !== undefined) return fault;
      }
      return made;
    };
    const all = [...keys, ...values];
    const fixed =
      all.every(({ constant }) => constant !== undefined) &&
      !expr.entries.some((each) => each.optional) &&
      this.environment.optimize;
    if (fixed) return constantPlan(build(new Frame([], 0, undefined)));
    return computed((frame) => {
      const made = build(frame);
      if (!isFault(made)) frame.charge(costs.map);
      return made;
    });
  }

  #struct(expr: StructExpr): Plan {
    const plans = expr.fields.map(({ value }) => this.plan(value));
    return computed((frame) => {
      const fields = new Map<string, CelValue>();
      for (const [index, { name, optional }] of expr.fields.entries()) {
        const value = plans[index]?.run(frame) ?? null;
        if (isFault(value)) return value;
        const set = optional ? unwrapEntry(name, value) : value;
        if (set === undefined) continue;
        if (isFault(set)) return set;
        fields.set(name, set);
      }
      frame.charge(costs.struct);
      return this.environment.construct(expr.type, fields);
    });
  }
}

/** The value of an entry that is marked with `?`. Undefined if it is omitted. */
function unwrapEntry(name: string, value: CelValue): CelValue | undefined {
  if (value instanceof CelOptional) return value.value;
  return new CelFault(`cannot initialize optional entry '${name}' from non-optional value ${showValue(value)}`);
}
