// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/authorization/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, stringsCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ExtraValue' | 'FieldSelectorAttributes' | 'LabelSelectorAttributes' | 'LocalSubjectAccessReview' | 'NonResourceAttributes' | 'NonResourceRule' | 'ResourceAttributes' | 'ResourceRule' | 'SelfSubjectAccessReview' | 'SelfSubjectAccessReviewSpec' | 'SelfSubjectRulesReview' | 'SelfSubjectRulesReviewSpec' | 'SubjectAccessReview' | 'SubjectAccessReviewSpec' | 'SubjectAccessReviewStatus' | 'SubjectRulesReviewStatus', MessageCodec>>;
let made: Codecs | undefined;
export function authorizationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rstrings$, write: wstrings$ } = stringsCodec;
  const { FieldSelectorRequirement: { read: rmetaV1$FieldSelectorRequirement, write: wmetaV1$FieldSelectorRequirement }, LabelSelectorRequirement: { read: rmetaV1$LabelSelectorRequirement, write: wmetaV1$LabelSelectorRequirement }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rFieldSelectorAttributes(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.rawSelector = v; break;
      case 2: (a2 ??= o.requirements = []).push(rmetaV1$FieldSelectorRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFieldSelectorAttributes(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.requirements) != null) w.messages(18, v, wmetaV1$FieldSelectorRequirement);
  w.string(10, o.rawSelector);
}
function rLabelSelectorAttributes(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.rawSelector = v; break;
      case 2: (a2 ??= o.requirements = []).push(rmetaV1$LabelSelectorRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLabelSelectorAttributes(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.requirements) != null) w.messages(18, v, wmetaV1$LabelSelectorRequirement);
  w.string(10, o.rawSelector);
}
function rLocalSubjectAccessReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rSubjectAccessReviewSpec(r, r.open(t)); break;
      case 3: o.status = rSubjectAccessReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLocalSubjectAccessReview(w: W, o: Fields): void {
  w.message(26, o.status, wSubjectAccessReviewStatus);
  w.message(18, o.spec, wSubjectAccessReviewSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rNonResourceAttributes(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      case 2: if ((v = r.string(t))) o.verb = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNonResourceAttributes(w: W, o: Fields): void {
  w.string(18, o.verb);
  w.string(10, o.path);
}
function rNonResourceRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.verbs = []).push(r.string(t)); break;
      case 2: (a2 ??= o.nonResourceURLs = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNonResourceRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nonResourceURLs) != null) w.strings(18, v);
  if ((v = o.verbs) != null) w.strings(10, v);
}
function rResourceAttributes(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.namespace = v; break;
      case 2: if ((v = r.string(t))) o.verb = v; break;
      case 3: if ((v = r.string(t))) o.group = v; break;
      case 4: if ((v = r.string(t))) o.version = v; break;
      case 5: if ((v = r.string(t))) o.resource = v; break;
      case 6: if ((v = r.string(t))) o.subresource = v; break;
      case 7: if ((v = r.string(t))) o.name = v; break;
      case 8: o.fieldSelector = rFieldSelectorAttributes(r, r.open(t)); break;
      case 9: o.labelSelector = rLabelSelectorAttributes(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceAttributes(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.labelSelector) != null) w.message(74, v, wLabelSelectorAttributes);
  if ((v = o.fieldSelector) != null) w.message(66, v, wFieldSelectorAttributes);
  w.string(58, o.name);
  w.string(50, o.subresource);
  w.string(42, o.resource);
  w.string(34, o.version);
  w.string(26, o.group);
  w.string(18, o.verb);
  w.string(10, o.namespace);
}
function rResourceRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.verbs = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiGroups = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: (a4 ??= o.resourceNames = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceNames) != null) w.strings(34, v);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiGroups) != null) w.strings(18, v);
  if ((v = o.verbs) != null) w.strings(10, v);
}
function rSelfSubjectAccessReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rSelfSubjectAccessReviewSpec(r, r.open(t)); break;
      case 3: o.status = rSubjectAccessReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectAccessReview(w: W, o: Fields): void {
  w.message(26, o.status, wSubjectAccessReviewStatus);
  w.message(18, o.spec, wSelfSubjectAccessReviewSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rSelfSubjectAccessReviewSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resourceAttributes = rResourceAttributes(r, r.open(t)); break;
      case 2: o.nonResourceAttributes = rNonResourceAttributes(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectAccessReviewSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nonResourceAttributes) != null) w.message(18, v, wNonResourceAttributes);
  if ((v = o.resourceAttributes) != null) w.message(10, v, wResourceAttributes);
}
function rSelfSubjectRulesReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rSelfSubjectRulesReviewSpec(r, r.open(t)); break;
      case 3: o.status = rSubjectRulesReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectRulesReview(w: W, o: Fields): void {
  w.message(26, o.status, wSubjectRulesReviewStatus);
  w.message(18, o.spec, wSelfSubjectRulesReviewSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rSelfSubjectRulesReviewSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.namespace = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectRulesReviewSpec(w: W, o: Fields): void {
  w.string(10, o.namespace);
}
function rSubjectAccessReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rSubjectAccessReviewSpec(r, r.open(t)); break;
      case 3: o.status = rSubjectAccessReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubjectAccessReview(w: W, o: Fields): void {
  w.message(26, o.status, wSubjectAccessReviewStatus);
  w.message(18, o.spec, wSubjectAccessReviewSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rSubjectAccessReviewSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, a5: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resourceAttributes = rResourceAttributes(r, r.open(t)); break;
      case 2: o.nonResourceAttributes = rNonResourceAttributes(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.user = v; break;
      case 4: (a4 ??= o.groups = []).push(r.string(t)); break;
      case 5: r.entry(t, (a5 ??= o.extra = {}), rstrings$); break;
      case 6: if ((v = r.string(t))) o.uid = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubjectAccessReviewSpec(w: W, o: Fields): void {
  let v: unknown;
  w.string(50, o.uid);
  if ((v = o.extra) != null) w.map(42, v, wstrings$);
  if ((v = o.groups) != null) w.strings(34, v);
  w.string(26, o.user);
  if ((v = o.nonResourceAttributes) != null) w.message(18, v, wNonResourceAttributes);
  if ((v = o.resourceAttributes) != null) w.message(10, v, wResourceAttributes);
}
function rSubjectAccessReviewStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.allowed = r.bool(t); break;
      case 2: if ((v = r.string(t))) o.reason = v; break;
      case 3: if ((v = r.string(t))) o.evaluationError = v; break;
      case 4: if ((v = r.bool(t))) o.denied = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubjectAccessReviewStatus(w: W, o: Fields): void {
  w.bool(32, o.denied);
  w.string(26, o.evaluationError);
  w.string(18, o.reason);
  w.bool(8, o.allowed);
}
function rSubjectRulesReviewStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.resourceRules = []).push(rResourceRule(r, r.open(t))); break;
      case 2: (a2 ??= o.nonResourceRules = []).push(rNonResourceRule(r, r.open(t))); break;
      case 3: o.incomplete = r.bool(t); break;
      case 4: if ((v = r.string(t))) o.evaluationError = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubjectRulesReviewStatus(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.evaluationError);
  w.bool(24, o.incomplete);
  if ((v = o.nonResourceRules) != null) w.messages(18, v, wNonResourceRule);
  if ((v = o.resourceRules) != null) w.messages(10, v, wResourceRule);
}
  return { ExtraValue: { read: rstrings$, write: wstrings$ }, FieldSelectorAttributes: { read: rFieldSelectorAttributes, write: wFieldSelectorAttributes }, LabelSelectorAttributes: { read: rLabelSelectorAttributes, write: wLabelSelectorAttributes }, LocalSubjectAccessReview: { read: rLocalSubjectAccessReview, write: wLocalSubjectAccessReview }, NonResourceAttributes: { read: rNonResourceAttributes, write: wNonResourceAttributes }, NonResourceRule: { read: rNonResourceRule, write: wNonResourceRule }, ResourceAttributes: { read: rResourceAttributes, write: wResourceAttributes }, ResourceRule: { read: rResourceRule, write: wResourceRule }, SelfSubjectAccessReview: { read: rSelfSubjectAccessReview, write: wSelfSubjectAccessReview }, SelfSubjectAccessReviewSpec: { read: rSelfSubjectAccessReviewSpec, write: wSelfSubjectAccessReviewSpec }, SelfSubjectRulesReview: { read: rSelfSubjectRulesReview, write: wSelfSubjectRulesReview }, SelfSubjectRulesReviewSpec: { read: rSelfSubjectRulesReviewSpec, write: wSelfSubjectRulesReviewSpec }, SubjectAccessReview: { read: rSubjectAccessReview, write: wSubjectAccessReview }, SubjectAccessReviewSpec: { read: rSubjectAccessReviewSpec, write: wSubjectAccessReviewSpec }, SubjectAccessReviewStatus: { read: rSubjectAccessReviewStatus, write: wSubjectAccessReviewStatus }, SubjectRulesReviewStatus: { read: rSubjectRulesReviewStatus, write: wSubjectRulesReviewStatus } };
}
