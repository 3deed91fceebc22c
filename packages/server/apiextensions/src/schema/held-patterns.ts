/** The compiled patterns of a schema: prepared in turns of the event loop, and of a bounded size together. */
import { type CompiledPattern, type CompilePattern, compileRe2, patternSize } from '@kubets/machinery/patterns';
import { TooManyChecksError } from '@kubets/schema/custom';

/** The instructions of all patterns of a schema, some 300 bytes each. Upstream limits only each pattern. */
const maxHeldInstructions = 200_000;
/** They take a few milliseconds to compile. */
const instructionsPerTurn = 3_000;
const nodesPerTurn = 10_000;

export class HeldPatterns {
  readonly #held = new Map<string, CompiledPattern | string>();
  #room = maxHeldInstructions;

  /** The pattern, compiled once. Throws TooManyChecksError if there is no room for it. */
  readonly compile: CompilePattern = (source) => {
    let held = this.#held.get(source);
    if (held === undefined) {
      const size = patternSize(source);
      if (size > this.#room) throw new TooManyChecksError();
      held = compileRe2(source);
      this.#room -= size;
      this.#held.set(source, held);
    }
    return held;
  };

  /** Compiles the patterns of a JSON schema in steps, as far as there is room. */
  *prepare(schema: unknown): Generator<void, void, void> {
    const pending = [schema];
    let [instructions, nodes] = [0, 0];
    while (pending.length > 0) {
      const node = pending.pop();
      if (typeof node !== 'object' || node === null) continue;
      const { pattern } = node as { readonly pattern?: unknown };
      if (typeof pattern === 'string' && !this.#held.has(pattern)) {
        const size = patternSize(pattern);
        instructions += size;
        if (size <= this.#room) this.compile(pattern);
      }
      for (const each of Object.values(node)) pending.push(each);
      if (instructions < instructionsPerTurn && ++nodes < nodesPerTurn) continue;
      [instructions, nodes] = [0, 0];
      yield;
    }
  }
}
