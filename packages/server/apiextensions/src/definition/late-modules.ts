/** Loads what the first write of a definition would load. On a virtual clock, time would pass meanwhile. */
export async function loadDefinitionValidation(): Promise<void> {
  await import('./validation.ts');
}
