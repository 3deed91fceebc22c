// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/admissionregistration/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ApplyConfiguration' | 'AuditAnnotation' | 'ExpressionWarning' | 'JSONPatch' | 'MatchCondition' | 'MatchResources' | 'MutatingAdmissionPolicy' | 'MutatingAdmissionPolicyBinding' | 'MutatingAdmissionPolicyBindingList' | 'MutatingAdmissionPolicyBindingSpec' | 'MutatingAdmissionPolicyList' | 'MutatingAdmissionPolicySpec' | 'MutatingWebhook' | 'MutatingWebhookConfiguration' | 'MutatingWebhookConfigurationList' | 'Mutation' | 'NamedRuleWithOperations' | 'ParamKind' | 'ParamRef' | 'Rule' | 'RuleWithOperations' | 'ServiceReference' | 'TypeChecking' | 'ValidatingAdmissionPolicy' | 'ValidatingAdmissionPolicyBinding' | 'ValidatingAdmissionPolicyBindingList' | 'ValidatingAdmissionPolicyBindingSpec' | 'ValidatingAdmissionPolicyList' | 'ValidatingAdmissionPolicySpec' | 'ValidatingAdmissionPolicyStatus' | 'ValidatingWebhook' | 'ValidatingWebhookConfiguration' | 'ValidatingWebhookConfigurationList' | 'Validation' | 'Variable' | 'WebhookClientConfig', MessageCodec>>;
let made: Codecs | undefined;
export function admissionregistrationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rApplyConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.expression = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wApplyConfiguration(w: W, o: Fields): void {
  w.string(10, o.expression);
}
function rAuditAnnotation(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: o.valueExpression = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAuditAnnotation(w: W, o: Fields): void {
  w.string(18, o.valueExpression);
  w.string(10, o.key);
}
function rExpressionWarning(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.fieldRef = r.string(t); break;
      case 3: o.warning = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExpressionWarning(w: W, o: Fields): void {
  w.string(26, o.warning);
  w.string(18, o.fieldRef);
}
function rJSONPatch(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.expression = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJSONPatch(w: W, o: Fields): void {
  w.string(10, o.expression);
}
function rMatchCondition(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.expression = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMatchCondition(w: W, o: Fields): void {
  w.string(18, o.expression);
  w.string(10, o.name);
}
function rMatchResources(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.namespaceSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 2: o.objectSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: (a3 ??= o.resourceRules = []).push(rNamedRuleWithOperations(r, r.open(t))); break;
      case 4: (a4 ??= o.excludeResourceRules = []).push(rNamedRuleWithOperations(r, r.open(t))); break;
      case 7: o.matchPolicy = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMatchResources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchPolicy) != null) w.string(58, v);
  if ((v = o.excludeResourceRules) != null) w.messages(34, v, wNamedRuleWithOperations);
  if ((v = o.resourceRules) != null) w.messages(26, v, wNamedRuleWithOperations);
  if ((v = o.objectSelector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.namespaceSelector) != null) w.message(10, v, wmetaV1$LabelSelector);
}
function rMutatingAdmissionPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rMutatingAdmissionPolicySpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicy(w: W, o: Fields): void {
  w.message(18, o.spec, wMutatingAdmissionPolicySpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rMutatingAdmissionPolicyBinding(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rMutatingAdmissionPolicyBindingSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicyBinding(w: W, o: Fields): void {
  w.message(18, o.spec, wMutatingAdmissionPolicyBindingSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rMutatingAdmissionPolicyBindingList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rMutatingAdmissionPolicyBinding(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicyBindingList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wMutatingAdmissionPolicyBinding);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rMutatingAdmissionPolicyBindingSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.policyName = v; break;
      case 2: o.paramRef = rParamRef(r, r.open(t)); break;
      case 3: o.matchResources = rMatchResources(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicyBindingSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchResources) != null) w.message(26, v, wMatchResources);
  if ((v = o.paramRef) != null) w.message(18, v, wParamRef);
  w.string(10, o.policyName);
}
function rMutatingAdmissionPolicyList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rMutatingAdmissionPolicy(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicyList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wMutatingAdmissionPolicy);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rMutatingAdmissionPolicySpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: unknown[] | undefined, a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.paramKind = rParamKind(r, r.open(t)); break;
      case 2: o.matchConstraints = rMatchResources(r, r.open(t)); break;
      case 3: (a3 ??= o.variables = []).push(rVariable(r, r.open(t))); break;
      case 4: (a4 ??= o.mutations = []).push(rMutation(r, r.open(t))); break;
      case 5: o.failurePolicy = r.string(t); break;
      case 6: (a6 ??= o.matchConditions = []).push(rMatchCondition(r, r.open(t))); break;
      case 7: if ((v = r.string(t))) o.reinvocationPolicy = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingAdmissionPolicySpec(w: W, o: Fields): void {
  let v: unknown;
  w.string(58, o.reinvocationPolicy);
  if ((v = o.matchConditions) != null) w.messages(50, v, wMatchCondition);
  if ((v = o.failurePolicy) != null) w.string(42, v);
  if ((v = o.mutations) != null) w.messages(34, v, wMutation);
  if ((v = o.variables) != null) w.messages(26, v, wVariable);
  if ((v = o.matchConstraints) != null) w.message(18, v, wMatchResources);
  if ((v = o.paramKind) != null) w.message(10, v, wParamKind);
}
function rMutatingWebhook(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a8: unknown[] | undefined, a12: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.clientConfig = rWebhookClientConfig(r, r.open(t)); break;
      case 3: (a3 ??= o.rules = []).push(rRuleWithOperations(r, r.open(t))); break;
      case 4: o.failurePolicy = r.string(t); break;
      case 5: o.namespaceSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 6: o.sideEffects = r.string(t); break;
      case 7: o.timeoutSeconds = r.int32(t); break;
      case 8: (a8 ??= o.admissionReviewVersions = []).push(r.string(t)); break;
      case 9: o.matchPolicy = r.string(t); break;
      case 10: o.reinvocationPolicy = r.string(t); break;
      case 11: o.objectSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 12: (a12 ??= o.matchConditions = []).push(rMatchCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingWebhook(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchConditions) != null) w.messages(98, v, wMatchCondition);
  if ((v = o.objectSelector) != null) w.message(90, v, wmetaV1$LabelSelector);
  if ((v = o.reinvocationPolicy) != null) w.string(82, v);
  if ((v = o.matchPolicy) != null) w.string(74, v);
  if ((v = o.admissionReviewVersions) != null) w.strings(66, v);
  if ((v = o.timeoutSeconds) != null) w.int(56, v);
  if ((v = o.sideEffects) != null) w.string(50, v);
  if ((v = o.namespaceSelector) != null) w.message(42, v, wmetaV1$LabelSelector);
  if ((v = o.failurePolicy) != null) w.string(34, v);
  if ((v = o.rules) != null) w.messages(26, v, wRuleWithOperations);
  w.message(18, o.clientConfig, wWebhookClientConfig);
  w.string(10, o.name);
}
function rMutatingWebhookConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.webhooks = []).push(rMutatingWebhook(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingWebhookConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.webhooks) != null) w.messages(18, v, wMutatingWebhook);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rMutatingWebhookConfigurationList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rMutatingWebhookConfiguration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutatingWebhookConfigurationList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wMutatingWebhookConfiguration);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rMutation(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.patchType = r.string(t); break;
      case 3: o.applyConfiguration = rApplyConfiguration(r, r.open(t)); break;
      case 4: o.jsonPatch = rJSONPatch(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMutation(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.jsonPatch) != null) w.message(34, v, wJSONPatch);
  if ((v = o.applyConfiguration) != null) w.message(26, v, wApplyConfiguration);
  w.string(18, o.patchType);
}
function rNamedRuleWithOperations$2$2(r: R, end: number, o: Fields): Fields {
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.apiGroups = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiVersions = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: o.scope = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamedRuleWithOperations$2$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scope) != null) w.string(34, v);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiVersions) != null) w.strings(18, v);
  if ((v = o.apiGroups) != null) w.strings(10, v);
}
function rNamedRuleWithOperations$2(r: R, end: number, o: Fields): Fields {
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.operations = []).push(r.string(t)); break;
      case 2: rNamedRuleWithOperations$2$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamedRuleWithOperations$2(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o, wNamedRuleWithOperations$2$2);
  if ((v = o.operations) != null) w.strings(10, v);
}
function rNamedRuleWithOperations(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.resourceNames = []).push(r.string(t)); break;
      case 2: rNamedRuleWithOperations$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamedRuleWithOperations(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o, wNamedRuleWithOperations$2);
  if ((v = o.resourceNames) != null) w.strings(10, v);
}
function rParamKind(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.apiVersion = v; break;
      case 2: if ((v = r.string(t))) o.kind = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wParamKind(w: W, o: Fields): void {
  w.string(18, o.kind);
  w.string(10, o.apiVersion);
}
function rParamRef(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.string(t))) o.namespace = v; break;
      case 3: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 4: o.parameterNotFoundAction = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wParamRef(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.parameterNotFoundAction) != null) w.string(34, v);
  if ((v = o.selector) != null) w.message(26, v, wmetaV1$LabelSelector);
  w.string(18, o.namespace);
  w.string(10, o.name);
}
function rRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.apiGroups = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiVersions = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: o.scope = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scope) != null) w.string(34, v);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiVersions) != null) w.strings(18, v);
  if ((v = o.apiGroups) != null) w.strings(10, v);
}
function rRuleWithOperations$2(r: R, end: number, o: Fields): Fields {
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.apiGroups = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiVersions = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: o.scope = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRuleWithOperations$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scope) != null) w.string(34, v);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiVersions) != null) w.strings(18, v);
  if ((v = o.apiGroups) != null) w.strings(10, v);
}
function rRuleWithOperations(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.operations = []).push(r.string(t)); break;
      case 2: rRuleWithOperations$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRuleWithOperations(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o, wRuleWithOperations$2);
  if ((v = o.operations) != null) w.strings(10, v);
}
function rServiceReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.namespace = r.string(t); break;
      case 2: o.name = r.string(t); break;
      case 3: o.path = r.string(t); break;
      case 4: o.port = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceReference(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.port) != null) w.int(32, v);
  if ((v = o.path) != null) w.string(26, v);
  w.string(18, o.name);
  w.string(10, o.namespace);
}
function rTypeChecking(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.expressionWarnings = []).push(rExpressionWarning(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTypeChecking(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.expressionWarnings) != null) w.messages(10, v, wExpressionWarning);
}
function rValidatingAdmissionPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rValidatingAdmissionPolicySpec(r, r.open(t)); break;
      case 3: o.status = rValidatingAdmissionPolicyStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicy(w: W, o: Fields): void {
  w.message(26, o.status, wValidatingAdmissionPolicyStatus);
  w.message(18, o.spec, wValidatingAdmissionPolicySpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rValidatingAdmissionPolicyBinding(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rValidatingAdmissionPolicyBindingSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicyBinding(w: W, o: Fields): void {
  w.message(18, o.spec, wValidatingAdmissionPolicyBindingSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rValidatingAdmissionPolicyBindingList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rValidatingAdmissionPolicyBinding(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicyBindingList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wValidatingAdmissionPolicyBinding);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rValidatingAdmissionPolicyBindingSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.policyName = v; break;
      case 2: o.paramRef = rParamRef(r, r.open(t)); break;
      case 3: o.matchResources = rMatchResources(r, r.open(t)); break;
      case 4: (a4 ??= o.validationActions = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicyBindingSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.validationActions) != null) w.strings(34, v);
  if ((v = o.matchResources) != null) w.message(26, v, wMatchResources);
  if ((v = o.paramRef) != null) w.message(18, v, wParamRef);
  w.string(10, o.policyName);
}
function rValidatingAdmissionPolicyList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rValidatingAdmissionPolicy(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicyList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wValidatingAdmissionPolicy);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rValidatingAdmissionPolicySpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a5: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.paramKind = rParamKind(r, r.open(t)); break;
      case 2: o.matchConstraints = rMatchResources(r, r.open(t)); break;
      case 3: (a3 ??= o.validations = []).push(rValidation(r, r.open(t))); break;
      case 4: o.failurePolicy = r.string(t); break;
      case 5: (a5 ??= o.auditAnnotations = []).push(rAuditAnnotation(r, r.open(t))); break;
      case 6: (a6 ??= o.matchConditions = []).push(rMatchCondition(r, r.open(t))); break;
      case 7: (a7 ??= o.variables = []).push(rVariable(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicySpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.variables) != null) w.messages(58, v, wVariable);
  if ((v = o.matchConditions) != null) w.messages(50, v, wMatchCondition);
  if ((v = o.auditAnnotations) != null) w.messages(42, v, wAuditAnnotation);
  if ((v = o.failurePolicy) != null) w.string(34, v);
  if ((v = o.validations) != null) w.messages(26, v, wValidation);
  if ((v = o.matchConstraints) != null) w.message(18, v, wMatchResources);
  if ((v = o.paramKind) != null) w.message(10, v, wParamKind);
}
function rValidatingAdmissionPolicyStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 2: o.typeChecking = rTypeChecking(r, r.open(t)); break;
      case 3: (a3 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingAdmissionPolicyStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(26, v, wmetaV1$Condition);
  if ((v = o.typeChecking) != null) w.message(18, v, wTypeChecking);
  w.int(8, o.observedGeneration);
}
function rValidatingWebhook(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a8: unknown[] | undefined, a11: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.clientConfig = rWebhookClientConfig(r, r.open(t)); break;
      case 3: (a3 ??= o.rules = []).push(rRuleWithOperations(r, r.open(t))); break;
      case 4: o.failurePolicy = r.string(t); break;
      case 5: o.namespaceSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 6: o.sideEffects = r.string(t); break;
      case 7: o.timeoutSeconds = r.int32(t); break;
      case 8: (a8 ??= o.admissionReviewVersions = []).push(r.string(t)); break;
      case 9: o.matchPolicy = r.string(t); break;
      case 10: o.objectSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 11: (a11 ??= o.matchConditions = []).push(rMatchCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingWebhook(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchConditions) != null) w.messages(90, v, wMatchCondition);
  if ((v = o.objectSelector) != null) w.message(82, v, wmetaV1$LabelSelector);
  if ((v = o.matchPolicy) != null) w.string(74, v);
  if ((v = o.admissionReviewVersions) != null) w.strings(66, v);
  if ((v = o.timeoutSeconds) != null) w.int(56, v);
  if ((v = o.sideEffects) != null) w.string(50, v);
  if ((v = o.namespaceSelector) != null) w.message(42, v, wmetaV1$LabelSelector);
  if ((v = o.failurePolicy) != null) w.string(34, v);
  if ((v = o.rules) != null) w.messages(26, v, wRuleWithOperations);
  w.message(18, o.clientConfig, wWebhookClientConfig);
  w.string(10, o.name);
}
function rValidatingWebhookConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.webhooks = []).push(rValidatingWebhook(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingWebhookConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.webhooks) != null) w.messages(18, v, wValidatingWebhook);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rValidatingWebhookConfigurationList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rValidatingWebhookConfiguration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidatingWebhookConfigurationList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wValidatingWebhookConfiguration);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rValidation(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.expression = r.string(t); break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      case 3: o.reason = r.string(t); break;
      case 4: if ((v = r.string(t))) o.messageExpression = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidation(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.messageExpression);
  if ((v = o.reason) != null) w.string(26, v);
  w.string(18, o.message);
  w.string(10, o.expression);
}
function rVariable(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.expression = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVariable(w: W, o: Fields): void {
  w.string(18, o.expression);
  w.string(10, o.name);
}
function rWebhookClientConfig(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.service = rServiceReference(r, r.open(t)); break;
      case 2: if ((v = r.base64(t))) o.caBundle = v; break;
      case 3: o.url = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWebhookClientConfig(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.url) != null) w.string(26, v);
  if ((v = o.caBundle) != null) w.base64(18, v);
  if ((v = o.service) != null) w.message(10, v, wServiceReference);
}
  return { ApplyConfiguration: { read: rApplyConfiguration, write: wApplyConfiguration }, AuditAnnotation: { read: rAuditAnnotation, write: wAuditAnnotation }, ExpressionWarning: { read: rExpressionWarning, write: wExpressionWarning }, JSONPatch: { read: rJSONPatch, write: wJSONPatch }, MatchCondition: { read: rMatchCondition, write: wMatchCondition }, MatchResources: { read: rMatchResources, write: wMatchResources }, MutatingAdmissionPolicy: { read: rMutatingAdmissionPolicy, write: wMutatingAdmissionPolicy }, MutatingAdmissionPolicyBinding: { read: rMutatingAdmissionPolicyBinding, write: wMutatingAdmissionPolicyBinding }, MutatingAdmissionPolicyBindingList: { read: rMutatingAdmissionPolicyBindingList, write: wMutatingAdmissionPolicyBindingList }, MutatingAdmissionPolicyBindingSpec: { read: rMutatingAdmissionPolicyBindingSpec, write: wMutatingAdmissionPolicyBindingSpec }, MutatingAdmissionPolicyList: { read: rMutatingAdmissionPolicyList, write: wMutatingAdmissionPolicyList }, MutatingAdmissionPolicySpec: { read: rMutatingAdmissionPolicySpec, write: wMutatingAdmissionPolicySpec }, MutatingWebhook: { read: rMutatingWebhook, write: wMutatingWebhook }, MutatingWebhookConfiguration: { read: rMutatingWebhookConfiguration, write: wMutatingWebhookConfiguration }, MutatingWebhookConfigurationList: { read: rMutatingWebhookConfigurationList, write: wMutatingWebhookConfigurationList }, Mutation: { read: rMutation, write: wMutation }, NamedRuleWithOperations: { read: rNamedRuleWithOperations, write: wNamedRuleWithOperations }, ParamKind: { read: rParamKind, write: wParamKind }, ParamRef: { read: rParamRef, write: wParamRef }, Rule: { read: rRule, write: wRule }, RuleWithOperations: { read: rRuleWithOperations, write: wRuleWithOperations }, ServiceReference: { read: rServiceReference, write: wServiceReference }, TypeChecking: { read: rTypeChecking, write: wTypeChecking }, ValidatingAdmissionPolicy: { read: rValidatingAdmissionPolicy, write: wValidatingAdmissionPolicy }, ValidatingAdmissionPolicyBinding: { read: rValidatingAdmissionPolicyBinding, write: wValidatingAdmissionPolicyBinding }, ValidatingAdmissionPolicyBindingList: { read: rValidatingAdmissionPolicyBindingList, write: wValidatingAdmissionPolicyBindingList }, ValidatingAdmissionPolicyBindingSpec: { read: rValidatingAdmissionPolicyBindingSpec, write: wValidatingAdmissionPolicyBindingSpec }, ValidatingAdmissionPolicyList: { read: rValidatingAdmissionPolicyList, write: wValidatingAdmissionPolicyList }, ValidatingAdmissionPolicySpec: { read: rValidatingAdmissionPolicySpec, write: wValidatingAdmissionPolicySpec }, ValidatingAdmissionPolicyStatus: { read: rValidatingAdmissionPolicyStatus, write: wValidatingAdmissionPolicyStatus }, ValidatingWebhook: { read: rValidatingWebhook, write: wValidatingWebhook }, ValidatingWebhookConfiguration: { read: rValidatingWebhookConfiguration, write: wValidatingWebhookConfiguration }, ValidatingWebhookConfigurationList: { read: rValidatingWebhookConfigurationList, write: wValidatingWebhookConfigurationList }, Validation: { read: rValidation, write: wValidation }, Variable: { read: rVariable, write: wVariable }, WebhookClientConfig: { read: rWebhookClientConfig, write: wWebhookClientConfig } };
}
