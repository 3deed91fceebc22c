/** What the kubelet needs of a Linux host (files, mounts, cgroups, network), and its own HTTPS server. */
export { createLinuxHost, type LinuxHostOptions } from './host/host.ts';
export { type KubeletServer, type KubeletServerOptions, startKubeletServer } from './server/kubelet-server.ts';
