/** The configuration of a container about to be created: environment, mounts, security. */
import type { Logger } from '@kubets/base';
import type { ContainerConfig, ImageInfo, RuntimeFeatures } from '@kubets/cri/runtime';
import { containerConfig } from '../cri-config/container-config.ts';
import { environmentOf } from '../cri-config/environment.ts';
import type { ObjectSource } from '../cri-config/objects.ts';
import { runtimeHandlerOf, supportsRecursiveReadOnly } from '../cri-config/runtime-handler.ts';
import { verifyRunAsNonRoot } from '../cri-config/security.ts';
import type { Host } from '../host/host.ts';
import type { NodePaths } from '../pod/keys.ts';
import { newestOf } from '../pod/observed.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import { containerMounts } from '../volumes/container-mounts.ts';
import type { StartInput } from './start-input.ts';

/** Rejects when the spec of the container cannot be satisfied. `attempt`: how often it was restarted. */
export type Configure = (input: StartInput, image: ImageInfo, attempt: number) => Promise<ContainerConfig>;

export interface ConfigureDependencies {
  readonly objects: ObjectSource;
  readonly host: Pick<Host, 'files' | 'mounts'>;
  readonly paths: NodePaths;
  readonly nodeMemoryBytes: number;
  readonly log: Logger;
  readonly recordEvent: RecordPodEvent;
  /** As the runtime last said. */
  features(): RuntimeFeatures;
}

export function createConfigure(dependencies: ConfigureDependencies): Configure {
  const { objects, host, paths, nodeMemoryBytes, log, recordEvent, features } = dependencies;
  return async ({ pod, container, downward, observed, volumes }, image, attempt) => {
    verifyRunAsNonRoot(pod, container, image);
    const { variables, skipped } = await environmentOf(container, downward, objects);
    if (skipped.length > 0) {
      const message = `Keys [${skipped.join(', ')}] from the EnvFrom sources were skipped since they are considered invalid environment variable names.`;
      recordEvent(pod, container.name, 'Warning', 'InvalidEnvironmentVariableNames', message);
    }
    const env = new Map(variables.map(({ name, value }) => [name, value]));
    const handler = await runtimeHandlerOf(pod, objects);
    const recursiveReadOnlySupported = supportsRecursiveReadOnly(features(), handler);
    const mounts = await containerMounts({
      pod,
      container,
      attempt,
      volumes,
      env,
      host,
      paths,
      log,
      recursiveReadOnlySupported,
    });
    const target = 'targetContainerName' in container ? container.targetContainerName : undefined;
    return containerConfig({
      pod,
      container,
      attempt,
      image,
      env: variables,
      mounts,
      nodeMemoryBytes,
      pidTargetId: target === undefined ? undefined : newestOf(observed, target)?.id,
    });
  };
}
