/** Validation of pod templates, and of their labels against a selector. */
import { fieldError } from '@kubets/machinery/field-error';
import { validateAnnotations, validateLabels } from '@kubets/machinery/names';
import {
  type LabelSelector,
  type Selector,
  selectorFromLabelSelector,
  validateLabelSelector,
} from '@kubets/machinery/selectors';
import { StatusError } from '@kubets/machinery/status-error';
import type { PodTemplateSpec } from '../../generated/core/v1.ts';
import type { Found } from './checks.ts';
import { emptyPodSpec } from './pod.ts';
import { podAnnotations } from './pod-annotations.ts';
import { podSpec } from './pod-spec.ts';

/** Validates the metadata of a template. The paths have no `metadata`, as upstream. */
export function templateMetadata(found: Found, path: string, { metadata, spec }: PodTemplateSpec): void {
  found.push(
    ...validateLabels(metadata?.labels, `${path}.labels`),
    ...validateAnnotations(metadata?.annotations, `${path}.annotations`),
  );
  podAnnotations(found, `${path}.annotations`, metadata?.annotations, spec ?? emptyPodSpec);
}

export function podTemplate(found: Found, path: string, template: PodTemplateSpec): void {
  templateMetadata(found, path, template);
  podSpec(found, `${path}.spec`, template.spec ?? emptyPodSpec, { inPod: false });
  if (template.spec?.ephemeralContainers?.length) {
    const detail = 'ephemeral containers not allowed in pod template';
    found.push(fieldError.forbidden(`${path}.spec.ephemeralContainers`, detail));
  }
}

/** Undefined for an invalid selector. */
export function compiledSelector(selector: LabelSelector | undefined): Selector | undefined {
  try {
    return selectorFromLabelSelector(selector);
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

export function selectorMatchesTemplate(
  found: Found,
  path: string,
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
): void {
  const labels = template.metadata?.labels ?? {};
  if (compiledSelector(selector)?.matches(labels) !== false) return;
  const shown = template.metadata?.labels ?? null;
  found.push(fieldError.invalid(`${path}.metadata.labels`, shown, '`selector` does not match template `labels`'));
}

/** Validates a required selector, which must not be empty. `kind`: the kind in the message. */
export function workloadSelector(
  found: Found,
  path: string,
  selector: LabelSelector | undefined,
  emptyMessage: string,
): void {
  if (selector === undefined) {
    found.push(fieldError.required(path));
    return;
  }
  found.push(...validateLabelSelector(selector, path));
  if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0) === 0) {
    found.push(fieldError.invalid(path, selector, emptyMessage));
  }
}

/** Pods of replicated workloads must restart: restart policy Always, and no active deadline. */
export function lastingPods(found: Found, path: string, template: PodTemplateSpec, kind: string): void {
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? emptyPodSpec;
  if (restartPolicy !== 'Always') {
    found.push(fieldError.notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    found.push(fieldError.forbidden(`${path}.spec.activeDeadlineSeconds`, detail));
  }
}

/** Validates the template of a replicated workload. `kind`: the kind in messages. */
export function replicaTemplate(
  found: Found,
  path: string,
  template: PodTemplateSpec,
  selector: LabelSelector | undefined,
  kind: string,
): void {
  selectorMatchesTemplate(found, path, selector, template);
  podTemplate(found, path, template);
  lastingPods(found, path, template, kind);
}
