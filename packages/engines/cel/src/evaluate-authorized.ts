/** Evaluation with an authorizer that takes its time: answers are awaited between attempts. */
import type { AnswerCheck, AuthorizationAnswer, AuthorizationCheck } from './authorizer-library.ts';
import type { Evaluation } from './program.ts';
import { CelBudgetError } from './work-limit.ts';

/** Leaves an evaluation that needs an answer we do not have yet. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly check: AuthorizationCheck;

  constructor(check: AuthorizationCheck) {
    super('not answered yet');
    this.check = check;
  }
}

/** Far more than the cost limit lets a single expression ask (two). */
const mostQuestions = 100;

/**
 * Calls `evaluate` until all it asks is answered; each question is put to `ask` once. `evaluate` is to make its
 * `CelAuthorizer` with the given function and to have no effects. Rejects as `ask` does.
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
  for (let question = 0; question < mostQuestions; question++) {
    try {
      return evaluate(answer);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      known.set(JSON.stringify(error.check), await ask(error.check));
    }
  }
  return { error: new CelBudgetError().message, exceeded: true, cost: 0 };
}
