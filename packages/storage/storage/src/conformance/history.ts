/** Records the calls of clients, their results and their order, for the linearizability check. */
import type { Commit, CommitResult, Entry, ListPage, Store } from '../store.ts';
import { StoreUnavailableError } from '../store.ts';

export type Call =
  | { readonly type: 'get'; readonly key: string }
  | { readonly type: 'list'; readonly prefix: string }
  | { readonly type: 'revision' }
  | { readonly type: 'commit'; readonly commit: Commit };

export type Answer =
  | { readonly type: 'get'; readonly entry: Entry | undefined }
  | { readonly type: 'list'; readonly page: ListPage }
  | { readonly type: 'revision'; readonly revision: number }
  | { readonly type: 'commit'; readonly result: CommitResult };

/**
 * `answer` is absent if there was no response. A commit may then have been made at any later time, unless it certainly was
 * not.
 */
export interface Recorded {
  readonly call: Call;
  readonly answer?: Answer;
  /** Positions in the total order of calls and responses. */
  readonly asked: number;
  readonly answered: number;
}

export class HistoryRecorder {
  readonly #calls: Recorded[] = [];
  #moment = 0;

  /** In the order of their answers. */
  get calls(): readonly Recorded[] {
    return this.#calls;
  }

  /** Makes the call; undefined if the store was unavailable. */
  async call(store: Store, call: Call): Promise<Answer | undefined> {
    const asked = this.#moment++;
    try {
      const answer = await answerOf(store, call);
      this.#calls.push({ call, answer, asked, answered: this.#moment++ });
      return answer;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (error.outcome === 'unknown') this.#calls.push({ call, asked, answered: Infinity });
      return undefined;
    }
  }
}

async function answerOf(store: Store, call: Call): Promise<Answer> {
  const { type } = call;
  if (type === 'get') return { type, entry: await store.get(call.key) };
  if (type === 'list') return { type, page: await store.list({ prefix: call.prefix }) };
  if (type === 'revision') return { type, revision: await store.revision() };
  return { type, result: await store.commit(call.commit) };
}
