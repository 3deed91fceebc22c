/** Loads what the first definition would load. On a virtual clock, time would pass meanwhile. */
export async function loadDefinitionStatus(): Promise<void> {
  await import('./definition-status.ts');
}
