/** Modules that are loaded when they are first used. On a virtual clock, time would pass meanwhile: load them before. */
export async function loadLateModules(): Promise<void> {
  await Promise.all([
    import('./discovery/openapi.ts'),
    import('./engine/changed-managed-fields.ts'),
    import('./operations/scales.ts'),
  ]);
}
