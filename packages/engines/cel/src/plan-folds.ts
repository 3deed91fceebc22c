/** Comprehensions: loops over lists and maps, with lists and maps that grow in place. */
import type { Comprehension, Expr } from './ast.ts';
import { EntryMap, GrowingList } from './collections.ts';
import type { Frame, Step } from './frame.ts';
import { showValue, typeOfValue } from './inspect.ts';
import { computed, isAccumulator, type Plan, type Planning } from './plan.ts';
import { CelFault, CelList, CelMap, type CelValue, isFault } from './values.ts';

/** Iterations between two checks for interruption. */
const interruptCheckRounds = 100;
const interrupted = new CelFault('operation interrupted');

/** The item of `@result + [item]`, which appends to the accumulator. */
function appended(step: Expr): Expr | undefined {
  if (step.kind !== 'call' || step.name !== '_+_' || !isAccumulator(step.args[0])) return undefined;
  const list = step.args[1];
  const [element] = list?.kind === 'list' ? list.elements : [];
  return element?.optional === false ? element.value : undefined;
}

function push(planner: Planning, item: Plan, slot: number): Step {
  // The accumulator, the addition, and a list unless it is a constant one.
  const cost = item.constant === undefined || !planner.environment.optimize ? 12 : 2;
  return (frame) => {
    const value = item.run(frame);
    if (isFault(value)) return value;
    frame.charge(cost);
    const list = frame.slots[slot];
    if (list instanceof GrowingList) list.push(value);
    return list ?? null;
  };
}

function insertInto(map: CelValue | undefined, key: CelValue, value: CelValue): CelFault | undefined {
  const inserted = map instanceof EntryMap ? map.insert(key, value) : false;
  if (inserted === true) return undefined;
  return inserted === false ? new CelFault(`insert failed: key ${showValue(key)} already exists`) : inserted;
}

/** `cel.@mapInsert(@result, key, value)` or `cel.@mapInsert(@result, {…})`. */
function insert(args: readonly Plan[], slot: number): Step {
  const [first, second] = args;
  return (frame) => {
    const key = first?.run(frame) ?? null;
    if (isFault(key)) return key;
    const value = second?.run(frame) ?? null;
    if (isFault(value)) return value;
    frame.charge(2);
    const map = frame.slots[slot];
    if (second !== undefined) return insertInto(map, key, value) ?? map ?? null;
    if (!(key instanceof CelMap)) return new CelFault('no such overload');
    for (const each of key.keys()) {
      const fault = insertInto(map, each, key.find(each) ?? null);
      if (fault !== undefined) return fault;
    }
    return map ?? null;
  };
}

/** The step of a collecting loop, in place; undefined for any other step. */
function collecting(planner: Planning, step: Expr, slot: number): Step | undefined {
  const item = appended(step);
  if (item !== undefined) return push(planner, planner.plan(item), slot);
  if (step.kind !== 'call') return undefined;
  if (step.name === 'cel.@mapInsert')
    return insert(
      step.args.slice(1).map((arg) => planner.plan(arg)),
      slot,
    );
  const [filter, then, otherwise] = step.args;
  if (step.name !== '_?_:_' || filter === undefined || then === undefined || !isAccumulator(otherwise))
    return undefined;
  const next = collecting(planner, then, slot);
  if (next === undefined) return undefined;
  const condition = planner.plan(filter);
  return (frame) => {
    const chosen = condition.run(frame);
    if (chosen === true) return next(frame);
    if (chosen === false) return frame.slots[slot] ?? null;
    return isFault(chosen) ? chosen : new CelFault('no such overload');
  };
}

interface Loop {
  readonly accumulator: number;
  readonly condition: Step | undefined;
  readonly step: Step;
  /** A later iteration can absorb an error. */
  readonly absorbs: boolean;
}

/** One round; false to stop. */
function round(loop: Loop, frame: Frame, count: number): boolean {
  if (count % interruptCheckRounds === interruptCheckRounds - 1 && frame.interrupted()) {
    frame.slots[loop.accumulator] = interrupted;
    return false;
  }
  if (loop.condition !== undefined && loop.condition(frame) === false) return false;
  const value = loop.step(frame);
  frame.slots[loop.accumulator] = value;
  return loop.absorbs || !isFault(value);
}

function iterate(
  range: CelValue,
  loop: Loop,
  frame: Frame,
  slots: readonly [number, number | undefined],
): CelFault | undefined {
  const [first, second] = slots;
  if (range instanceof CelList) {
    for (let index = 0; index < range.size; index++) {
      const item = range.at(index);
      frame.slots[first] = second === undefined ? item : BigInt(index);
      if (second !== undefined) frame.slots[second] = item;
      if (!round(loop, frame, index)) break;
    }
    return undefined;
  }
  if (!(range instanceof CelMap)) {
    const { kind } = typeOfValue(range);
    return new CelFault(`got 'types.${kind.charAt(0).toUpperCase()}${kind.slice(1)}', expected iterable type`);
  }
  for (const [index, key] of range.keys().entries()) {
    frame.slots[first] = key;
    if (second !== undefined) frame.slots[second] = range.find(key) ?? null;
    if (!round(loop, frame, index)) break;
  }
  return undefined;
}

/** The initial accumulator. Collections are created for each evaluation, because they are modified. */
function initial(planner: Planning, { init }: Comprehension): Step {
  const empty =
    (init.kind === 'list' && init.elements.length === 0) || (init.kind === 'map' && init.entries.length === 0);
  if (!empty) return planner.plan(init).run;
  const list = init.kind === 'list';
  const cost = planner.environment.optimize ? 0 : list ? 10 : 30;
  return (frame) => {
    frame.charge(cost);
    return list ? new GrowingList() : new EntryMap();
  };
}

export function planFold(planner: Planning, expr: Comprehension): Plan {
  const range = planner.plan(expr.range).run;
  const init = initial(planner, expr);
  return planner.withLocal(expr.accumulator, (accumulator) => {
    const body = (first: number, second: number | undefined) => {
      const condition = planner.plan(expr.condition);
      const step = collecting(planner, expr.step, accumulator) ?? planner.plan(expr.step).run;
      const absorbs = expr.step.kind === 'call' && (expr.step.name === '_&&_' || expr.step.name === '_||_');
      const loop: Loop = {
        accumulator,
        condition: condition.constant === true ? undefined : condition.run,
        step,
        absorbs,
      };
      return { loop, slots: [first, second] as const };
    };
    const { loop, slots } = planner.withLocal(expr.first, (first) =>
      expr.second === undefined
        ? body(first, undefined)
        : planner.withLocal(expr.second, (second) => body(first, second)),
    );
    const result = planner.plan(expr.result).run;
    return computed((frame) => {
      const over = range(frame);
      if (isFault(over)) return over;
      frame.slots[accumulator] = init(frame);
      const fault = iterate(over, loop, frame, slots);
      return fault ?? result(frame);
    });
  });
}
