/** When containerd is restarted after it has ended. Pure. */

/** Consecutive failures: each soon after the start before it. */
export interface DeathCount {
  readonly deaths: number;
}

export type RestartPlan =
  | { readonly type: 'restart'; readonly count: DeathCount; readonly delayMs: number }
  | { readonly type: 'give up'; readonly count: DeathCount };

export const noDeaths: DeathCount = { deaths: 0 };
/** After running for this long, the count of failures starts anew. */
export const steadyAfterMs = 60_000;
const initialDelayMs = 1000;
export const maxDeaths = 6;

/** `ranMs`: for how long it answered before this death; 0 for one that never did. The first restart is not delayed. */
export function planRestart({ deaths }: DeathCount, ranMs: number): RestartPlan {
  const count = { deaths: ranMs >= steadyAfterMs ? 1 : deaths + 1 };
  if (count.deaths >= maxDeaths) return { type: 'give up', count };
  return { type: 'restart', count, delayMs: count.deaths === 1 ? 0 : initialDelayMs * 2 ** (count.deaths - 2) };
}
