// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/batch/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, timeCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { schedulingV1alpha3 } from './scheduling-v1alpha3.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'CronJob' | 'CronJobList' | 'CronJobSpec' | 'CronJobStatus' | 'Job' | 'JobCondition' | 'JobList' | 'JobSchedulingConfiguration' | 'JobSpec' | 'JobStatus' | 'JobTemplateSpec' | 'PodFailurePolicy' | 'PodFailurePolicyOnExitCodesRequirement' | 'PodFailurePolicyOnPodConditionsPattern' | 'PodFailurePolicyRule' | 'SuccessPolicy' | 'SuccessPolicyRule' | 'UncountedTerminatedPods', MessageCodec>>;
let made: Codecs | undefined;
export function batchV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ObjectReference: { read: rcoreV1$ObjectReference, write: wcoreV1$ObjectReference }, PodTemplateSpec: { read: rcoreV1$PodTemplateSpec, write: wcoreV1$PodTemplateSpec } } = coreV1();
  const { WorkloadPodGroupDisruptionMode: { read: rschedulingV1alpha3$WorkloadPodGroupDisruptionMode, write: wschedulingV1alpha3$WorkloadPodGroupDisruptionMode }, WorkloadPodGroupResourceClaim: { read: rschedulingV1alpha3$WorkloadPodGroupResourceClaim, write: wschedulingV1alpha3$WorkloadPodGroupResourceClaim }, WorkloadPodGroupSchedulingConstraints: { read: rschedulingV1alpha3$WorkloadPodGroupSchedulingConstraints, write: wschedulingV1alpha3$WorkloadPodGroupSchedulingConstraints }, WorkloadPodGroupSchedulingPolicy: { read: rschedulingV1alpha3$WorkloadPodGroupSchedulingPolicy, write: wschedulingV1alpha3$WorkloadPodGroupSchedulingPolicy } } = schedulingV1alpha3();
  const { LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rCronJob(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rCronJobSpec(r, r.open(t)); break;
      case 3: o.status = rCronJobStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCronJob(w: W, o: Fields): void {
  w.message(26, o.status, wCronJobStatus);
  w.message(18, o.spec, wCronJobSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCronJobList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCronJob(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCronJobList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCronJob);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rCronJobSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.schedule = r.string(t); break;
      case 2: o.startingDeadlineSeconds = r.int64(t); break;
      case 3: if ((v = r.string(t))) o.concurrencyPolicy = v; break;
      case 4: o.suspend = r.bool(t); break;
      case 5: o.jobTemplate = rJobTemplateSpec(r, r.open(t)); break;
      case 6: o.successfulJobsHistoryLimit = r.int32(t); break;
      case 7: o.failedJobsHistoryLimit = r.int32(t); break;
      case 8: o.timeZone = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCronJobSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.timeZone) != null) w.string(66, v);
  if ((v = o.failedJobsHistoryLimit) != null) w.int(56, v);
  if ((v = o.successfulJobsHistoryLimit) != null) w.int(48, v);
  w.message(42, o.jobTemplate, wJobTemplateSpec);
  if ((v = o.suspend) != null) w.bool(32, v);
  w.string(26, o.concurrencyPolicy);
  if ((v = o.startingDeadlineSeconds) != null) w.int(16, v);
  w.string(10, o.schedule);
}
function rCronJobStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.active = []).push(rcoreV1$ObjectReference(r, r.open(t))); break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastScheduleTime = v; break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastSuccessfulTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCronJobStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.lastSuccessfulTime) != null) w.message(42, v, wtime$);
  if ((v = o.lastScheduleTime) != null) w.message(34, v, wtime$);
  if ((v = o.active) != null) w.messages(10, v, wcoreV1$ObjectReference);
}
function rJob(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rJobSpec(r, r.open(t)); break;
      case 3: o.status = rJobStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJob(w: W, o: Fields): void {
  w.message(26, o.status, wJobStatus);
  w.message(18, o.spec, wJobSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rJobCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastProbeTime = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: if ((v = r.string(t))) o.reason = v; break;
      case 6: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobCondition(w: W, o: Fields): void {
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.message(26, o.lastProbeTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rJobList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rJob(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wJob);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rJobSchedulingConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.schedulingPolicy = rschedulingV1alpha3$WorkloadPodGroupSchedulingPolicy(r, r.open(t)); break;
      case 2: o.schedulingConstraints = rschedulingV1alpha3$WorkloadPodGroupSchedulingConstraints(r, r.open(t)); break;
      case 3: o.disruptionMode = rschedulingV1alpha3$WorkloadPodGroupDisruptionMode(r, r.open(t)); break;
      case 4: (a4 ??= o.resourceClaims = []).push(rschedulingV1alpha3$WorkloadPodGroupResourceClaim(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobSchedulingConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceClaims) != null) w.messages(34, v, wschedulingV1alpha3$WorkloadPodGroupResourceClaim);
  if ((v = o.disruptionMode) != null) w.message(26, v, wschedulingV1alpha3$WorkloadPodGroupDisruptionMode);
  if ((v = o.schedulingConstraints) != null) w.message(18, v, wschedulingV1alpha3$WorkloadPodGroupSchedulingConstraints);
  if ((v = o.schedulingPolicy) != null) w.message(10, v, wschedulingV1alpha3$WorkloadPodGroupSchedulingPolicy);
}
function rJobSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.parallelism = r.int32(t); break;
      case 2: o.completions = r.int32(t); break;
      case 3: o.activeDeadlineSeconds = r.int64(t); break;
      case 4: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: o.manualSelector = r.bool(t); break;
      case 6: o.template = rcoreV1$PodTemplateSpec(r, r.open(t)); break;
      case 7: o.backoffLimit = r.int32(t); break;
      case 8: o.ttlSecondsAfterFinished = r.int32(t); break;
      case 9: o.completionMode = r.string(t); break;
      case 10: o.suspend = r.bool(t); break;
      case 11: o.podFailurePolicy = rPodFailurePolicy(r, r.open(t)); break;
      case 12: o.backoffLimitPerIndex = r.int32(t); break;
      case 13: o.maxFailedIndexes = r.int32(t); break;
      case 14: o.podReplacementPolicy = r.string(t); break;
      case 15: o.managedBy = r.string(t); break;
      case 16: o.successPolicy = rSuccessPolicy(r, r.open(t)); break;
      case 17: o.scheduling = rJobSchedulingConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scheduling) != null) w.message(138, v, wJobSchedulingConfiguration);
  if ((v = o.successPolicy) != null) w.message(130, v, wSuccessPolicy);
  if ((v = o.managedBy) != null) w.string(122, v);
  if ((v = o.podReplacementPolicy) != null) w.string(114, v);
  if ((v = o.maxFailedIndexes) != null) w.int(104, v);
  if ((v = o.backoffLimitPerIndex) != null) w.int(96, v);
  if ((v = o.podFailurePolicy) != null) w.message(90, v, wPodFailurePolicy);
  if ((v = o.suspend) != null) w.bool(80, v);
  if ((v = o.completionMode) != null) w.string(74, v);
  if ((v = o.ttlSecondsAfterFinished) != null) w.int(64, v);
  if ((v = o.backoffLimit) != null) w.int(56, v);
  w.message(50, o.template, wcoreV1$PodTemplateSpec);
  if ((v = o.manualSelector) != null) w.bool(40, v);
  if ((v = o.selector) != null) w.message(34, v, wmetaV1$LabelSelector);
  if ((v = o.activeDeadlineSeconds) != null) w.int(24, v);
  if ((v = o.completions) != null) w.int(16, v);
  if ((v = o.parallelism) != null) w.int(8, v);
}
function rJobStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rJobCondition(r, r.open(t))); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.startTime = v; break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.completionTime = v; break;
      case 4: if ((v = r.int32(t))) o.active = v; break;
      case 5: if ((v = r.int32(t))) o.succeeded = v; break;
      case 6: if ((v = r.int32(t))) o.failed = v; break;
      case 7: if ((v = r.string(t))) o.completedIndexes = v; break;
      case 8: o.uncountedTerminatedPods = rUncountedTerminatedPods(r, r.open(t)); break;
      case 9: o.ready = r.int32(t); break;
      case 10: o.failedIndexes = r.string(t); break;
      case 11: o.terminating = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminating) != null) w.int(88, v);
  if ((v = o.failedIndexes) != null) w.string(82, v);
  if ((v = o.ready) != null) w.int(72, v);
  if ((v = o.uncountedTerminatedPods) != null) w.message(66, v, wUncountedTerminatedPods);
  w.string(58, o.completedIndexes);
  w.int(48, o.failed);
  w.int(40, o.succeeded);
  w.int(32, o.active);
  if ((v = o.completionTime) != null) w.message(26, v, wtime$);
  if ((v = o.startTime) != null) w.message(18, v, wtime$);
  if ((v = o.conditions) != null) w.messages(10, v, wJobCondition);
}
function rJobTemplateSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rJobSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJobTemplateSpec(w: W, o: Fields): void {
  w.message(18, o.spec, wJobSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodFailurePolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.rules = []).push(rPodFailurePolicyRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodFailurePolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rules) != null) w.messages(10, v, wPodFailurePolicyRule);
}
function rPodFailurePolicyOnExitCodesRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.containerName = r.string(t); break;
      case 2: o.operator = r.string(t); break;
      case 3: r.numbers(t, (a3 ??= o.values = []), r.int32); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodFailurePolicyOnExitCodesRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.ints(24, v);
  w.string(18, o.operator);
  if ((v = o.containerName) != null) w.string(10, v);
}
function rPodFailurePolicyOnPodConditionsPattern(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodFailurePolicyOnPodConditionsPattern(w: W, o: Fields): void {
  w.string(18, o.status);
  w.string(10, o.type);
}
function rPodFailurePolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.action = r.string(t); break;
      case 2: o.onExitCodes = rPodFailurePolicyOnExitCodesRequirement(r, r.open(t)); break;
      case 3: (a3 ??= o.onPodConditions = []).push(rPodFailurePolicyOnPodConditionsPattern(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodFailurePolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.onPodConditions) != null) w.messages(26, v, wPodFailurePolicyOnPodConditionsPattern);
  if ((v = o.onExitCodes) != null) w.message(18, v, wPodFailurePolicyOnExitCodesRequirement);
  w.string(10, o.action);
}
function rSuccessPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.rules = []).push(rSuccessPolicyRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSuccessPolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rules) != null) w.messages(10, v, wSuccessPolicyRule);
}
function rSuccessPolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.succeededIndexes = r.string(t); break;
      case 2: o.succeededCount = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSuccessPolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.succeededCount) != null) w.int(16, v);
  if ((v = o.succeededIndexes) != null) w.string(10, v);
}
function rUncountedTerminatedPods(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.succeeded = []).push(r.string(t)); break;
      case 2: (a2 ??= o.failed = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wUncountedTerminatedPods(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.failed) != null) w.strings(18, v);
  if ((v = o.succeeded) != null) w.strings(10, v);
}
  return { CronJob: { read: rCronJob, write: wCronJob }, CronJobList: { read: rCronJobList, write: wCronJobList }, CronJobSpec: { read: rCronJobSpec, write: wCronJobSpec }, CronJobStatus: { read: rCronJobStatus, write: wCronJobStatus }, Job: { read: rJob, write: wJob }, JobCondition: { read: rJobCondition, write: wJobCondition }, JobList: { read: rJobList, write: wJobList }, JobSchedulingConfiguration: { read: rJobSchedulingConfiguration, write: wJobSchedulingConfiguration }, JobSpec: { read: rJobSpec, write: wJobSpec }, JobStatus: { read: rJobStatus, write: wJobStatus }, JobTemplateSpec: { read: rJobTemplateSpec, write: wJobTemplateSpec }, PodFailurePolicy: { read: rPodFailurePolicy, write: wPodFailurePolicy }, PodFailurePolicyOnExitCodesRequirement: { read: rPodFailurePolicyOnExitCodesRequirement, write: wPodFailurePolicyOnExitCodesRequirement }, PodFailurePolicyOnPodConditionsPattern: { read: rPodFailurePolicyOnPodConditionsPattern, write: wPodFailurePolicyOnPodConditionsPattern }, PodFailurePolicyRule: { read: rPodFailurePolicyRule, write: wPodFailurePolicyRule }, SuccessPolicy: { read: rSuccessPolicy, write: wSuccessPolicy }, SuccessPolicyRule: { read: rSuccessPolicyRule, write: wSuccessPolicyRule }, UncountedTerminatedPods: { read: rUncountedTerminatedPods, write: wUncountedTerminatedPods } };
}
