/** Modules that are loaded with the first custom resource. On a virtual clock, time would pass meanwhile: load them before. */
export async function loadLateModules(): Promise<void> {
  await Promise.all([
    import('./custom-resource-serving.ts'),
    import('../schema/compile-schema.ts'),
    import('../schema/compile-rules.ts'),
    import('../schema/evaluate-rules.ts'),
  ]);
}
