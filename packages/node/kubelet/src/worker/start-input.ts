/** A container that is to be started, and what of its pod is there already. */
import type { Pod } from '@kubets/api';
import type { Sandbox, SandboxConfig } from '@kubets/cri/runtime';
import type { DownwardContext } from '../cri-config/field-ref.ts';
import type { AnyContainer } from '../pod/containers.ts';
import type { ObservedPod } from '../pod/observed.ts';
import type { MountedVolumes } from '../volumes/pod-volumes.ts';

export interface StartInput {
  /** With its allocated resources. */
  readonly pod: Pod;
  readonly container: AnyContainer;
  readonly sandbox: Sandbox;
  readonly sandboxConfig: SandboxConfig;
  readonly observed: ObservedPod;
  readonly volumes: MountedVolumes;
  readonly downward: DownwardContext;
  /** The container must not start once it aborts. */
  readonly signal: AbortSignal;
}
