/** Controllers that publish the endpoints of Services. */
import type { AnyController } from '@kubets/controller-runtime';
import type { ControllersOptions } from '../options.ts';
import { endpointsController } from './endpoints/controller.ts';
import { endpointSliceController } from './endpointslice/controller.ts';
import { endpointSliceMirroringController } from './endpointslice-mirroring/controller.ts';

export function discoveryControllers({ maxEndpointsPerSlice }: ControllersOptions): readonly AnyController[] {
  return [
    endpointSliceController(maxEndpointsPerSlice === undefined ? {} : { maxEndpointsPerSlice }),
    endpointsController,
    endpointSliceMirroringController,
  ];
}
