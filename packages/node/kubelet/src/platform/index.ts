/** What the kubelet needs of a Linux host: containerd and its images, the CRI client, files, mounts and cgroups. */
export {
  type Containerd,
  ContainerdError,
  type ContainerdOptions,
  findProgram,
  startContainerd,
  stopContainerd,
} from './containerd/containerd.ts';
export type { Supervisor } from './containerd/supervisor.ts';
export { type CriRuntime, createCriRuntime } from './cri/cri-runtime.ts';
export { createLinuxHost, type LinuxHostOptions } from './host/host.ts';
export { ImageArchiveError } from './images/archive-error.ts';
export { ensurePauseImage, type ImageTarget, loadImage } from './images/load.ts';
export { pauseImage } from './images/pause-image.ts';
export { type KubeletServer, type KubeletServerOptions, startKubeletServer } from './server/kubelet-server.ts';
