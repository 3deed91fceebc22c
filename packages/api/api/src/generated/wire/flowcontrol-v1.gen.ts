// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/flowcontrol/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ExemptPriorityLevelConfiguration' | 'FlowDistinguisherMethod' | 'FlowSchema' | 'FlowSchemaCondition' | 'FlowSchemaList' | 'FlowSchemaSpec' | 'FlowSchemaStatus' | 'GroupSubject' | 'LimitResponse' | 'LimitedPriorityLevelConfiguration' | 'NonResourcePolicyRule' | 'PolicyRulesWithSubjects' | 'PriorityLevelConfiguration' | 'PriorityLevelConfigurationCondition' | 'PriorityLevelConfigurationList' | 'PriorityLevelConfigurationReference' | 'PriorityLevelConfigurationSpec' | 'PriorityLevelConfigurationStatus' | 'QueuingConfiguration' | 'ResourcePolicyRule' | 'ServiceAccountSubject' | 'Subject' | 'UserSubject', MessageCodec>>;
let made: Codecs | undefined;
export function flowcontrolV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rExemptPriorityLevelConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.nominalConcurrencyShares = r.int32(t); break;
      case 2: o.lendablePercent = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExemptPriorityLevelConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.lendablePercent) != null) w.int(16, v);
  if ((v = o.nominalConcurrencyShares) != null) w.int(8, v);
}
function rFlowDistinguisherMethod(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowDistinguisherMethod(w: W, o: Fields): void {
  w.string(10, o.type);
}
function rFlowSchema(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rFlowSchemaSpec(r, r.open(t)); break;
      case 3: o.status = rFlowSchemaStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowSchema(w: W, o: Fields): void {
  w.message(26, o.status, wFlowSchemaStatus);
  w.message(18, o.spec, wFlowSchemaSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rFlowSchemaCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.type = v; break;
      case 2: if ((v = r.string(t))) o.status = v; break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowSchemaCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rFlowSchemaList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rFlowSchema(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowSchemaList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wFlowSchema);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rFlowSchemaSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.priorityLevelConfiguration = rPriorityLevelConfigurationReference(r, r.open(t)); break;
      case 2: o.matchingPrecedence = r.int32(t); break;
      case 3: o.distinguisherMethod = rFlowDistinguisherMethod(r, r.open(t)); break;
      case 4: (a4 ??= o.rules = []).push(rPolicyRulesWithSubjects(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowSchemaSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rules) != null) w.messages(34, v, wPolicyRulesWithSubjects);
  if ((v = o.distinguisherMethod) != null) w.message(26, v, wFlowDistinguisherMethod);
  w.int(16, o.matchingPrecedence);
  w.message(10, o.priorityLevelConfiguration, wPriorityLevelConfigurationReference);
}
function rFlowSchemaStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rFlowSchemaCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlowSchemaStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(10, v, wFlowSchemaCondition);
}
function rGroupSubject(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupSubject(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rLimitResponse(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.queuing = rQueuingConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitResponse(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.queuing) != null) w.message(18, v, wQueuingConfiguration);
  w.string(10, o.type);
}
function rLimitedPriorityLevelConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.nominalConcurrencyShares = r.int32(t); break;
      case 2: o.limitResponse = rLimitResponse(r, r.open(t)); break;
      case 3: o.lendablePercent = r.int32(t); break;
      case 4: o.borrowingLimitPercent = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitedPriorityLevelConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.borrowingLimitPercent) != null) w.int(32, v);
  if ((v = o.lendablePercent) != null) w.int(24, v);
  w.message(18, o.limitResponse, wLimitResponse);
  if ((v = o.nominalConcurrencyShares) != null) w.int(8, v);
}
function rNonResourcePolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a6: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.verbs = []).push(r.string(t)); break;
      case 6: (a6 ??= o.nonResourceURLs = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNonResourcePolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nonResourceURLs) != null) w.strings(50, v);
  if ((v = o.verbs) != null) w.strings(10, v);
}
function rPolicyRulesWithSubjects(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.subjects = []).push(rSubject(r, r.open(t))); break;
      case 2: (a2 ??= o.resourceRules = []).push(rResourcePolicyRule(r, r.open(t))); break;
      case 3: (a3 ??= o.nonResourceRules = []).push(rNonResourcePolicyRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPolicyRulesWithSubjects(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nonResourceRules) != null) w.messages(26, v, wNonResourcePolicyRule);
  if ((v = o.resourceRules) != null) w.messages(18, v, wResourcePolicyRule);
  if ((v = o.subjects) != null) w.messages(10, v, wSubject);
}
function rPriorityLevelConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPriorityLevelConfigurationSpec(r, r.open(t)); break;
      case 3: o.status = rPriorityLevelConfigurationStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfiguration(w: W, o: Fields): void {
  w.message(26, o.status, wPriorityLevelConfigurationStatus);
  w.message(18, o.spec, wPriorityLevelConfigurationSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPriorityLevelConfigurationCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.type = v; break;
      case 2: if ((v = r.string(t))) o.status = v; break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfigurationCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rPriorityLevelConfigurationList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPriorityLevelConfiguration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfigurationList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPriorityLevelConfiguration);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPriorityLevelConfigurationReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfigurationReference(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rPriorityLevelConfigurationSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.limited = rLimitedPriorityLevelConfiguration(r, r.open(t)); break;
      case 3: o.exempt = rExemptPriorityLevelConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfigurationSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.exempt) != null) w.message(26, v, wExemptPriorityLevelConfiguration);
  if ((v = o.limited) != null) w.message(18, v, wLimitedPriorityLevelConfiguration);
  w.string(10, o.type);
}
function rPriorityLevelConfigurationStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rPriorityLevelConfigurationCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityLevelConfigurationStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(10, v, wPriorityLevelConfigurationCondition);
}
function rQueuingConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.queues = r.int32(t); break;
      case 2: o.handSize = r.int32(t); break;
      case 3: o.queueLengthLimit = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wQueuingConfiguration(w: W, o: Fields): void {
  w.int(24, o.queueLengthLimit);
  w.int(16, o.handSize);
  w.int(8, o.queues);
}
function rResourcePolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined, a5: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.verbs = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiGroups = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: if ((v = r.bool(t))) o.clusterScope = v; break;
      case 5: (a5 ??= o.namespaces = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourcePolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.namespaces) != null) w.strings(42, v);
  w.bool(32, o.clusterScope);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiGroups) != null) w.strings(18, v);
  if ((v = o.verbs) != null) w.strings(10, v);
}
function rServiceAccountSubject(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.namespace = r.string(t); break;
      case 2: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceAccountSubject(w: W, o: Fields): void {
  w.string(18, o.name);
  w.string(10, o.namespace);
}
function rSubject(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.kind = r.string(t); break;
      case 2: o.user = rUserSubject(r, r.open(t)); break;
      case 3: o.group = rGroupSubject(r, r.open(t)); break;
      case 4: o.serviceAccount = rServiceAccountSubject(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubject(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.serviceAccount) != null) w.message(34, v, wServiceAccountSubject);
  if ((v = o.group) != null) w.message(26, v, wGroupSubject);
  if ((v = o.user) != null) w.message(18, v, wUserSubject);
  w.string(10, o.kind);
}
function rUserSubject(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wUserSubject(w: W, o: Fields): void {
  w.string(10, o.name);
}
  return { ExemptPriorityLevelConfiguration: { read: rExemptPriorityLevelConfiguration, write: wExemptPriorityLevelConfiguration }, FlowDistinguisherMethod: { read: rFlowDistinguisherMethod, write: wFlowDistinguisherMethod }, FlowSchema: { read: rFlowSchema, write: wFlowSchema }, FlowSchemaCondition: { read: rFlowSchemaCondition, write: wFlowSchemaCondition }, FlowSchemaList: { read: rFlowSchemaList, write: wFlowSchemaList }, FlowSchemaSpec: { read: rFlowSchemaSpec, write: wFlowSchemaSpec }, FlowSchemaStatus: { read: rFlowSchemaStatus, write: wFlowSchemaStatus }, GroupSubject: { read: rGroupSubject, write: wGroupSubject }, LimitResponse: { read: rLimitResponse, write: wLimitResponse }, LimitedPriorityLevelConfiguration: { read: rLimitedPriorityLevelConfiguration, write: wLimitedPriorityLevelConfiguration }, NonResourcePolicyRule: { read: rNonResourcePolicyRule, write: wNonResourcePolicyRule }, PolicyRulesWithSubjects: { read: rPolicyRulesWithSubjects, write: wPolicyRulesWithSubjects }, PriorityLevelConfiguration: { read: rPriorityLevelConfiguration, write: wPriorityLevelConfiguration }, PriorityLevelConfigurationCondition: { read: rPriorityLevelConfigurationCondition, write: wPriorityLevelConfigurationCondition }, PriorityLevelConfigurationList: { read: rPriorityLevelConfigurationList, write: wPriorityLevelConfigurationList }, PriorityLevelConfigurationReference: { read: rPriorityLevelConfigurationReference, write: wPriorityLevelConfigurationReference }, PriorityLevelConfigurationSpec: { read: rPriorityLevelConfigurationSpec, write: wPriorityLevelConfigurationSpec }, PriorityLevelConfigurationStatus: { read: rPriorityLevelConfigurationStatus, write: wPriorityLevelConfigurationStatus }, QueuingConfiguration: { read: rQueuingConfiguration, write: wQueuingConfiguration }, ResourcePolicyRule: { read: rResourcePolicyRule, write: wResourcePolicyRule }, ServiceAccountSubject: { read: rServiceAccountSubject, write: wServiceAccountSubject }, Subject: { read: rSubject, write: wSubject }, UserSubject: { read: rUserSubject, write: wUserSubject } };
}
