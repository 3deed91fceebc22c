/** The violations of a run. Only the first few of each rule are kept. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
  /** Seconds since the start of the run. */
  readonly at: number;
}

const maxViolationsPerRule = 5;

export class Violations {
  readonly found: Violation[] = [];
  readonly #seconds: () => number;

  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  add(rule: string, detail: string): void {
    if (this.found.filter((each) => each.rule === rule).length >= maxViolationsPerRule) return;
    this.found.push({ rule, detail, at: this.#seconds() });
  }
}
