/** Modules that are loaded with the first policy. On a virtual clock, time would pass meanwhile: load them before. */
export async function loadPolicyEvaluation(): Promise<void> {
  await Promise.all([import('./evaluate-policies.ts'), import('./policy-source.ts')]);
}
