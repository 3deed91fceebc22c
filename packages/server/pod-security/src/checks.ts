/** The checks of pods. Loaded when a namespace has a policy. */
export type { CheckedPod } from './check.ts';
export { detailsOf, evaluatePod } from './evaluate.ts';
export { ExistingPods, maxCheckTimeMs } from './existing-pods.ts';
export { isSignificantUpdate } from './significant-update.ts';
