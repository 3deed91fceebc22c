/** Plans calls: dispatch by argument types, and costs. */
import type { Call } from './ast.ts';
import { type CallCost, callCost, equalityCost } from './call-costs.ts';
import { EntryMap } from './collections.ts';
import { equal } from './equality.ts';
import type { Frame, Step } from './frame.ts';
import type { Overload } from './functions.ts';
import { guardsOf } from './guards.ts';
import { computed, constantPlan, type Plan, type Planning } from './plan.ts';
import {
  CelFault,
  CelList,
  CelMap,
  CelOpaque,
  CelOptional,
  CelTypeValue,
  type CelValue,
  isFault,
  noSuchOverload,
} from './values.ts';

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

/** An implementation with guards for its signature. */
function callable(overload: Overload): (...values: readonly CelValue[]) => CelValue {
  const run = overload.run as unknown as ((...values: readonly CelValue[]) => CelValue) | undefined;
  return run ?? (() => noSuchOverload);
}

/** Whether operators support the value as left operand. If not, upstream's message contains the operator. */
function hasOperators(value: CelValue | undefined): boolean {
  if (typeof value !== 'object') return typeof value !== 'boolean';
  const others = [CelMap, CelOptional, CelTypeValue, CelOpaque];
  return value !== null && !others.some((type) => value instanceof type);
}

/** Runs the first overload that fits the values. */
function dispatcher(name: string, overloads: readonly Overload[]): Run {
  const candidates = overloads.map((overload) => ({ fits: guardsOf(overload), run: callable(overload) }));
  const [only] = candidates;
  const shared = candidates.every(({ fits, run }) => fits === undefined && run === only?.run);
  if (only !== undefined && shared) {
    const named = new CelFault(`no such overload: ${name}`);
    return (values) => {
      const result = only.run(...values);
      return result === noSuchOverload && values.length === 2 && !hasOperators(values[0]) ? named : result;
    };
  }
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

/** The first error among the arguments. With more than two arguments, those after it are not evaluated. */
function evaluate(plans: readonly Plan[], frame: Frame, values: CelValue[]): CelFault | undefined {
  let fault: CelFault | undefined;
  for (const plan of plans) {
    const value = plan.run(frame);
    if (fault === undefined && isFault(value)) fault = value;
    values.push(value);
    if (fault !== undefined && plans.length > 2) break;
  }
  return fault;
}

/** Evaluates the arguments, charges, calls. As upstream, calls with one or two arguments are charged even if an argument is an error. */
function charged(plans: readonly Plan[], run: Run, cost: CallCost): Step {
  const short = plans.length <= 2;
  if (typeof cost === 'number') {
    return (frame) => {
      const values: CelValue[] = [];
      const fault = evaluate(plans, frame, values);
      if (fault === undefined || short) frame.charge(cost);
      return fault ?? run(values);
    };
  }
  return (frame) => {
    const values: CelValue[] = [];
    const fault = evaluate(plans, frame, values);
    if (cost.before !== undefined && (fault === undefined || short)) frame.charge(cost.before(values));
    const result = fault ?? run(values);
    if (cost.after !== undefined && (fault === undefined || short)) frame.charge(cost.after(result));
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

/** Operators whose evaluation or cost differs from calls. */
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

/** `&&` (decided by false) or `||` (decided by true). The deciding side absorbs an error of the other side. */
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
    frame.charge(equalityCost(a, b));
    if (isFault(a)) return a;
    if (isFault(b)) return b;
    return equal(a, b) === wanted;
  };
}

/** `x in ["a", "b"]`: a lookup without cost, as with upstream's optimizer. */
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
