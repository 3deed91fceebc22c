/** Controllers of persistent volumes and their claims. */
export { storageProtectionControllers } from './storage-protection/controllers.ts';
