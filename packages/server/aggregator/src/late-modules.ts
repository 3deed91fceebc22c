/** Modules that are loaded with the first aggregated API server. On a virtual clock, time would pass meanwhile: load them before. */
import { mergeDocument } from './openapi/remote-documents.ts';

export async function loadLateModules(): Promise<void> {
  await mergeDocument();
}
