/** Answers by question, for a limited time and of limited size. */

const maxAnswers = 1_024;
/** A longer question is not kept. */
const maxQuestionLength = 4_096;

interface Kept<A> {
  readonly answer: A;
  /** Milliseconds, of a clock that never decreases. */
  readonly until: number;
}

export class ExpiringAnswers<A> {
  readonly #kept = new Map<string, Kept<A>>();

  get(question: string, now: number): A | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined) return undefined;
    this.#kept.delete(question);
    if (kept.until <= now) return undefined;
    // The one that was used last is the last.
    this.#kept.set(question, kept);
    return kept.answer;
  }

  add(question: string, answer: A, until: number): void {
    if (question.length > maxQuestionLength) return;
    this.#kept.delete(question);
    this.#kept.set(question, { answer, until });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxAnswers && oldest !== undefined) this.#kept.delete(oldest);
  }
}
