/** Time, randomness, logging and async primitives. Nothing here is specific to Kubernetes. */
export * from './async.ts';
export * from './base64.ts';
export * from './base64-url.ts';
export * from './clock.ts';
export { deepEqual } from './deep-equal.ts';
export * from './heap.ts';
export * from './invariant.ts';
export * from './logger.ts';
export * from './random.ts';
export { repeats } from './repeats.ts';
export * from './steps.ts';
export { systemClock } from './system-clock.ts';
export { VirtualClock } from './virtual-clock.ts';
