/** What evaluates policies, as it is loaded on demand. */
export { compileMutatingPolicy, compileValidatingPolicy } from './compiled-policy.ts';
export { mutateWrite } from './mutate-write.ts';
export { mutatingMetrics, validatingMetrics } from './policy-metrics.ts';
export { validateWrite } from './validate-write.ts';
