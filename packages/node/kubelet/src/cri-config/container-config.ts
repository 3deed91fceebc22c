/** The CRI configuration of a container. */
import type { Pod } from '@kubets/api';
import { label } from '@kubets/cri/labels';
import type { ContainerConfig, ImageInfo, Mount } from '@kubets/cri/runtime';
import { type AnyContainer, containerHash } from '../pod/containers.ts';
import { annotation, containerLogPath, identityOf } from '../pod/keys.ts';
import { containerResources } from '../pod/qos.ts';
import { containerBudget, expandReferences } from './expand.ts';
import { containerSecurity } from './security.ts';

export interface ContainerInput {
  readonly pod: Pod;
  readonly container: AnyContainer;
  readonly attempt: number;
  readonly image: ImageInfo;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly nodeMemoryBytes: number;
  readonly pidTargetId?: string | undefined;
}

export const defaultTerminationMessagePath = '/dev/termination-log';

function annotations({ pod, container, attempt }: ContainerInput): Readonly<Record<string, string>> {
  const { terminationGracePeriodSeconds: grace } = pod.spec ?? {};
  return {
    [annotation.hash]: containerHash(container),
    [annotation.restartCount]: String(attempt),
    [annotation.terminationMessagePath]: container.terminationMessagePath || defaultTerminationMessagePath,
    [annotation.terminationMessagePolicy]: container.terminationMessagePolicy ?? 'File',
    ...(grace === undefined ? {} : { [annotation.podGracePeriod]: String(grace) }),
    // A kubelet that finds the container without its pod still runs its hook.
    ...(container.lifecycle?.preStop ? { [annotation.preStop]: JSON.stringify(container.lifecycle.preStop) } : {}),
    ...(container.ports ? { [annotation.ports]: JSON.stringify(container.ports) } : {}),
  };
}

export function containerConfig(input: ContainerInput): ContainerConfig {
  const { pod, container, attempt, image, env, mounts } = input;
  const identity = identityOf(pod);
  const values = new Map(env.map(({ name, value }) => [name, value]));
  const budget = containerBudget('the command line');
  const expanded = (texts: readonly string[] = []): readonly string[] =>
    texts.map((text) => expandReferences(text, (name) => values.get(name), budget));
  return {
    name: container.name,
    attempt,
    image: container.image ?? '',
    imageRef: image.id,
    command: expanded(container.command),
    args: expanded(container.args),
    workingDir: container.workingDir ?? '',
    env,
    mounts,
    devices: [],
    labels: {
      [label.podName]: identity.name,
      [label.podNamespace]: identity.namespace,
      [label.podUid]: identity.uid,
      [label.containerName]: container.name,
    },
    annotations: annotations(input),
    logPath: containerLogPath(container.name, attempt),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    resources: containerResources(pod, container, input.nodeMemoryBytes),
    security: containerSecurity(pod, container, image),
    ...(input.pidTargetId === undefined ? {} : { pidTargetId: input.pidTargetId }),
  };
}
