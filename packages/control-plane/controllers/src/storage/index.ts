/** Controllers of persistent volumes and their claims. */
import type { AnyController } from '@kubets/controller-runtime';
import { storageProtectionControllers } from './storage-protection/controllers.ts';

export function storageControllers(): readonly AnyController[] {
  return [...storageProtectionControllers];
}
