/** Controllers that publish and expire credentials. */
import type { AnyController } from '@kubets/controller-runtime';
import type { ControllersOptions } from '../options.ts';
import { rootCaCertPublisher } from './root-ca-cert-publisher/controller.ts';
import { tokenCleaner } from './token-cleaner/loop.ts';

export function certificateControllers({ rootCa }: ControllersOptions): readonly AnyController[] {
  return [rootCaCertPublisher(rootCa), tokenCleaner];
}
