/** The options of a cluster's start, and of its end. */
import type { Enablement } from '@kubets/api/enablement';
import type { Release } from '@kubets/api/releases';
import type { Logger } from '@kubets/base';
import type { AdmissionSettings } from '@kubets/kube-apiserver/admission';
import type { Progress } from '../progress.ts';
import type { NodeChoice, NodeWish } from './node.ts';
import type { ClusterSettings } from './settings.ts';

export interface StartOptions extends NodeWish {
  /** The caller must hold the lock on the data directory. */
  readonly settings: ClusterSettings;
  /** Undefined: the default admission plugins. */
  readonly admission: AdmissionSettings | undefined;
  readonly choice: NodeChoice;
  /** The ranges of cluster IPs that this start asks for; undefined: those of the cluster. */
  readonly serviceCidr: string | undefined;
  readonly log: Logger;
  readonly progress: Progress;
  readonly kubeconfig: string;
  /** Number of threads for TLS and HTTP; undefined: one under load. */
  readonly httpWorkers: number | undefined;
  /** The release of Kubernetes to emulate; undefined: the current one. */
  readonly emulated: Release | undefined;
  /** Undefined: the defaults of the release. */
  readonly enablement: Enablement | undefined;
  /** Cancels a start in progress. */
  readonly signal: AbortSignal;
}

export interface Ending {
  /** Whether the node's containers are stopped, too. */
  readonly everything: boolean;
}
