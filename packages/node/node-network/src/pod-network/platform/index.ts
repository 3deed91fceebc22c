/** The pod network on a Linux host. */
export {
  cniConfDirOf,
  NetworkError,
  type PodNetwork,
  type PodNetworkSetup,
  removePodNetwork,
  setUpPodNetwork,
} from './pod-network.ts';
