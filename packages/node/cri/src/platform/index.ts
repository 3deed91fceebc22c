/** The private containerd, the client of any CRI runtime, and images. */
export { type CriRuntime, createCriRuntime } from './client/cri-runtime.ts';
export {
  type Containerd,
  ContainerdError,
  type ContainerdOptions,
  findProgram,
  startContainerd,
  stopContainerd,
} from './containerd/containerd.ts';
export type { Supervisor } from './containerd/supervisor.ts';
export { ImageArchiveError } from './images/archive-error.ts';
export { ensurePauseImage, type ImageTarget, loadImage } from './images/load.ts';
export { pauseImage } from './images/pause-image.ts';
