/** Evaluation with an asynchronous authorizer: answers are awaited between attempts. */
import type { AnswerCheck, AuthorizationAnswer, AuthorizationCheck } from './authorizer-library.ts';
import type { Evaluation } from './program.ts';
import { CelBudgetError } from './work-limit.ts';

/** Thrown by an evaluation that needs an answer that is not available yet. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly check: AuthorizationCheck;

  constructor(check: AuthorizationCheck) {
    super('not answered yet');
    this.check = check;
  }
}

/** Far more than the cost limit allows for one expression (two). */
const maxQuestions = 100;

/**
 * Calls `evaluate` until all of its checks have answers. Each check is passed to `ask` once. `evaluate` must create its
 * `CelAuthorizer` with the given function and have no side effects. Rejects with the errors of `ask`.
 */
export async function evaluateAuthorized(
  evaluate: (answer: AnswerCheck) => Evaluation,
  ask: (check: AuthorizationCheck) => Promise<AuthorizationAnswer>,
): Promise<Evaluation> {
  const known = new Map<string, AuthorizationAnswer>();
  const answer: AnswerCheck = (check) => {
    const found = known.get(JSON.stringify(check));
    if (found === undefined) throw new Unanswered(check);
    return found;
  };
  for (let question = 0; question < maxQuestions; question++) {
    try {
      return evaluate(answer);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      known.set(JSON.stringify(error.check), await ask(error.check));
    }
  }
  return { error: new CelBudgetError().message, exceeded: true, cost: 0 };
}
