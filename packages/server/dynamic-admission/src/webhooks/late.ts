/** What is loaded when there is a webhook: most clusters start without one. */
let loaded: Promise<typeof import('./dispatch.ts')> | undefined;

export function dispatch(): Promise<typeof import('./dispatch.ts')> {
  loaded ??= import('./dispatch.ts');
  return loaded;
}
