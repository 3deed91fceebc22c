/** Calls: which implementation, checked against the values that come, and what each call costs. */
import type { Call } from './ast.ts';
import { callCost, equalityCost } from './call-costs.ts';
import { CelList, EntryMap } from './collections.ts';
import { equal } from './equality.ts';
import type { Frame, Step } from './frame.ts';
import type { Overload } from './functions.ts';
import { guardsOf } from './guards.ts';
import { computed, constantPlan, type Plan, type Planning } from './plan.ts';
import { CelFault, CelOptional, type CelValue, isFault, noSuchOverload } from './values.ts';

type Run = (values: readonly CelValue[]) => CelValue;

const conversionNames = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

/** Guarded by its signature, so that it only sees what it was written for. */
function callable(overload: Overload): (...values: readonly CelValue[]) => CelValue {
  const run = overload.run as unknown as ((...values: readonly CelValue[]) => CelValue) | undefined;
  return run ?? (() => noSuchOverload);
}

/** Runs the first overload that fits the values. */
function dispatcher(name: string, overloads: readonly Overload[]): Run {
  const candidates = overloads.map((overload) => ({ fits: guardsOf(overload), run: callable(overload) }));
  const [only] = candidates;
  const shared = candidates.every(({ fits, run }) => fits === undefined && run === only?.run);
  if (only !== undefined && shared) return (values) => only.run(...values);
  const none = new CelFault(overloads.length > 1 ? `no such overload: ${name}` : 'no such overload');
  return (values) => {
    for (const { fits, run } of candidates) if (fits?.(values) ?? true) return run(...values);
    return none;
  };
}

function overloadsOf(planner: Planning, call: Call): readonly Overload[] {
  const ids = planner.checked.overloads.get(call.id) ?? [];
  const all = planner.environment.function(call.name)?.overloads ?? [];
  return all.filter(({ id }) => ids.includes(id));
}

export function planCall(planner: Planning, call: Call): Plan {
  const operands = call.target === undefined ? call.args : [call.target, ...call.args];
  const plans = operands.map((operand) => planner.plan(operand));
  const [first, second] = plans;
  if (first !== undefined && second !== undefined) {
    const special = planBinary(planner, call, first, second);
    if (special !== undefined) return special;
  }
  if (call.name === '@not_strictly_false' && first !== undefined) return notStrictlyFalse(first);
  const overloads = overloadsOf(planner, call);
  const run = dispatcher(call.name, overloads);
  const constant = first?.constant;
  if (constant !== undefined && plans.length === 1 && planner.environment.optimize && conversionNames.has(call.name))
    return constantPlan(run([constant]));
  return computed(charged(plans, run, callCost(call.name, overloads.length === 1 ? (overloads[0]?.id ?? '') : '')));
}

/** Evaluates the arguments, charges, calls. */
function charged(plans: readonly Plan[], run: Run, cost: ReturnType<typeof callCost>): Step {
  const evaluate = (frame: Frame): readonly CelValue[] | CelFault => {
    const values: CelValue[] = [];
    for (const plan of plans) {
      const value = plan.run(frame);
      if (isFault(value)) return value;
      values.push(value);
    }
    return values;
  };
  if (typeof cost === 'number') {
    return (frame) => {
      const values = evaluate(frame);
      if (isFault(values as CelValue)) return values as CelFault;
      frame.charge(cost);
      return run(values as readonly CelValue[]);
    };
  }
  return (frame) => {
    const values = evaluate(frame);
    if (values instanceof CelFault) return values;
    if (cost.before !== undefined) frame.charge(cost.before(values));
    const result = run(values);
    if (cost.after !== undefined && !isFault(result)) frame.charge(cost.after(result));
    return result;
  };
}

function notStrictlyFalse(operand: Plan): Plan {
  return computed((frame) => {
    const value = operand.run(frame);
    frame.charge(1);
    return value !== false;
  });
}

/** Operators that do not evaluate, or do not charge, as calls do. */
function planBinary(planner: Planning, call: Call, left: Plan, right: Plan): Plan | undefined {
  switch (call.name) {
    case '_&&_':
      return computed(logic(left.run, right.run, false));
    case '_||_':
      return computed(logic(left.run, right.run, true));
    case '_==_':
      return computed(equality(left.run, right.run, true));
    case '_!=_':
      return computed(equality(left.run, right.run, false));
    case '@in': {
      const ids = planner.checked.overloads.get(call.id) ?? [];
      return ids.length === 1 && ids[0] === 'in_list' && planner.environment.optimize
        ? constantMembership(left, right)
        : undefined;
    }
    case 'or':
      return computed(optionalOr(left.run, right.run));
    case 'orValue':
      return computed(optionalOr(left.run, right.run, (value) => value));
    default:
      return undefined;
  }
}

/** `&&` (decided by false) or `||` (decided by true): the side that decides makes up for an error of the other. */
function logic(left: Step, right: Step, decisive: boolean): Step {
  return (frame) => {
    const a = left(frame);
    if (a === decisive) return decisive;
    const b = right(frame);
    if (b === decisive) return decisive;
    if (typeof a !== 'boolean') return isFault(a) ? a : noSuchOverload;
    if (typeof b !== 'boolean') return isFault(b) ? b : noSuchOverload;
    return !decisive;
  };
}

function equality(left: Step, right: Step, wanted: boolean): Step {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (isFault(a)) return a;
    if (isFault(b)) return b;
    frame.charge(equalityCost(a, b));
    return equal(a, b) === wanted;
  };
}

/** `x in ["a", "b"]`: looked up, and free, as upstream's optimizer makes it. */
function constantMembership(value: Plan, list: Plan): Plan | undefined {
  if (!(list.constant instanceof CelList)) return undefined;
  const members = new EntryMap();
  const items = list.constant.items();
  if (items.length === 0) return constantPlan(false);
  for (const item of items) {
    if (item instanceof Uint8Array || (typeof item === 'object' && members.insert(item, true) instanceof CelFault)) {
      return undefined;
    }
    if (members.insert(item, true) instanceof CelFault) return undefined;
  }
  return computed((frame) => {
    const found = value.run(frame);
    return isFault(found) ? found : members.find(found) !== undefined;
  });
}

function optionalOr(
  left: Step,
  right: Step,
  take: (value: CelValue) => CelValue = (value) => new CelOptional(value),
): Step {
  return (frame) => {
    const optional = left(frame);
    if (!(optional instanceof CelOptional)) return isFault(optional) ? optional : noSuchOverload;
    return optional.value === undefined ? right(frame) : take(optional.value);
  };
}
