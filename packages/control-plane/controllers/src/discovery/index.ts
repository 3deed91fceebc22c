/** Controllers that publish the endpoints of Services. */
export { endpointsController } from './endpoints/controller.ts';
export { endpointSliceController } from './endpointslice/controller.ts';
export { endpointSliceMirroringController } from './endpointslice-mirroring/controller.ts';
