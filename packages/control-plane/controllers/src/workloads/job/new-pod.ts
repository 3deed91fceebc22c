/** Creates the pod of a Job from its template, with the tracking finalizer and its index. */
import type { Container, Job, Pod } from '@kubets/api';
import { podFromTemplate } from '../../shared/pods/pod-writes.ts';
import { failureCount, ignoredFailureCount, indexAnnotation, trackingFinalizer } from './job-pods.ts';
import type { NewPod } from './plan-pods.ts';

const indexVariable = 'JOB_COMPLETION_INDEX';
/** A generated suffix adds five characters, and the name must be a valid hostname. */
const maxPrefixLength = 63 - 5;

function withIndex(container: Container): Container {
  if (container.env?.some(({ name }) => name === indexVariable)) return container;
  const fieldPath = `metadata.labels['${indexAnnotation}']`;
  return {
    ...container,
    env: [...(container.env ?? []), { name: indexVariable, valueFrom: { fieldRef: { fieldPath } } }],
  };
}

export function newPod(job: Job, { index, failures, ignoredFailures }: NewPod): Pod {
  const pod = podFromTemplate(job.spec?.template ?? {}, job);
  const finalizers = [...(pod.metadata?.finalizers ?? []), trackingFinalizer];
  if (index === undefined) return { ...pod, metadata: { ...pod.metadata, finalizers } };
  const { name = '' } = job.metadata ?? {};
  const tail = `-${index}-`;
  const annotations = {
    ...pod.metadata?.annotations,
    [indexAnnotation]: String(index),
    ...(failures === undefined ? {} : { [failureCount]: String(failures) }),
    ...(ignoredFailures ? { [ignoredFailureCount]: String(ignoredFailures) } : {}),
  };
  const { spec } = pod;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${name.slice(0, maxPrefixLength - tail.length)}${tail}`,
      labels: { ...pod.metadata?.labels, [indexAnnotation]: String(index) },
      annotations,
      finalizers,
    },
    ...(spec === undefined
      ? {}
      : {
          spec: {
            ...spec,
            hostname: spec.hostname ?? `${name}-${index}`,
            containers: spec.containers.map(withIndex),
            ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withIndex) }),
          },
        }),
  };
}
