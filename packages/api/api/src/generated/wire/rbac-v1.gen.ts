// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/rbac/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AggregationRule' | 'ClusterRole' | 'ClusterRoleBinding' | 'ClusterRoleBindingList' | 'ClusterRoleList' | 'PolicyRule' | 'Role' | 'RoleBinding' | 'RoleBindingList' | 'RoleList' | 'RoleRef' | 'Subject', MessageCodec>>;
let made: Codecs | undefined;
export function rbacV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rAggregationRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.clusterRoleSelectors = []).push(rmetaV1$LabelSelector(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAggregationRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.clusterRoleSelectors) != null) w.messages(10, v, wmetaV1$LabelSelector);
}
function rClusterRole(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.rules = []).push(rPolicyRule(r, r.open(t))); break;
      case 3: o.aggregationRule = rAggregationRule(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterRole(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.aggregationRule) != null) w.message(26, v, wAggregationRule);
  if ((v = o.rules) != null) w.messages(18, v, wPolicyRule);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rClusterRoleBinding(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.subjects = []).push(rSubject(r, r.open(t))); break;
      case 3: o.roleRef = rRoleRef(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterRoleBinding(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o.roleRef, wRoleRef);
  if ((v = o.subjects) != null) w.messages(18, v, wSubject);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rClusterRoleBindingList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rClusterRoleBinding(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterRoleBindingList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wClusterRoleBinding);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rClusterRoleList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rClusterRole(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterRoleList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wClusterRole);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined, a4: unknown[] | undefined, a5: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.verbs = []).push(r.string(t)); break;
      case 2: (a2 ??= o.apiGroups = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resources = []).push(r.string(t)); break;
      case 4: (a4 ??= o.resourceNames = []).push(r.string(t)); break;
      case 5: (a5 ??= o.nonResourceURLs = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nonResourceURLs) != null) w.strings(42, v);
  if ((v = o.resourceNames) != null) w.strings(34, v);
  if ((v = o.resources) != null) w.strings(26, v);
  if ((v = o.apiGroups) != null) w.strings(18, v);
  if ((v = o.verbs) != null) w.strings(10, v);
}
function rRole(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.rules = []).push(rPolicyRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRole(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rules) != null) w.messages(18, v, wPolicyRule);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rRoleBinding(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.subjects = []).push(rSubject(r, r.open(t))); break;
      case 3: o.roleRef = rRoleRef(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRoleBinding(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o.roleRef, wRoleRef);
  if ((v = o.subjects) != null) w.messages(18, v, wSubject);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rRoleBindingList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rRoleBinding(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRoleBindingList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wRoleBinding);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rRoleList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rRole(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRoleList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wRole);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rRoleRef(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.apiGroup = r.string(t); break;
      case 2: o.kind = r.string(t); break;
      case 3: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRoleRef(w: W, o: Fields): void {
  w.string(26, o.name);
  w.string(18, o.kind);
  w.string(10, o.apiGroup);
}
function rSubject(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.kind = r.string(t); break;
      case 2: if ((v = r.string(t))) o.apiGroup = v; break;
      case 3: o.name = r.string(t); break;
      case 4: if ((v = r.string(t))) o.namespace = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSubject(w: W, o: Fields): void {
  w.string(34, o.namespace);
  w.string(26, o.name);
  w.string(18, o.apiGroup);
  w.string(10, o.kind);
}
  return { AggregationRule: { read: rAggregationRule, write: wAggregationRule }, ClusterRole: { read: rClusterRole, write: wClusterRole }, ClusterRoleBinding: { read: rClusterRoleBinding, write: wClusterRoleBinding }, ClusterRoleBindingList: { read: rClusterRoleBindingList, write: wClusterRoleBindingList }, ClusterRoleList: { read: rClusterRoleList, write: wClusterRoleList }, PolicyRule: { read: rPolicyRule, write: wPolicyRule }, Role: { read: rRole, write: wRole }, RoleBinding: { read: rRoleBinding, write: wRoleBinding }, RoleBindingList: { read: rRoleBindingList, write: wRoleBindingList }, RoleList: { read: rRoleList, write: wRoleList }, RoleRef: { read: rRoleRef, write: wRoleRef }, Subject: { read: rSubject, write: wSubject } };
}
