/** All modules of the control plane that are loaded when they are first used. For clusters on a virtual clock. */
import { loadLateModules as loadControllers } from '@kubets/controllers';
import { loadLateModules as loadApiServer } from '@kubets/kube-apiserver';

export async function loadLateModules(): Promise<void> {
  await Promise.all([loadApiServer(), loadControllers()]);
}
