// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/networking/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, intOrStringCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'HTTPIngressPath' | 'HTTPIngressRuleValue' | 'IPAddress' | 'IPAddressList' | 'IPAddressSpec' | 'IPBlock' | 'Ingress' | 'IngressBackend' | 'IngressClass' | 'IngressClassList' | 'IngressClassParametersReference' | 'IngressClassSpec' | 'IngressList' | 'IngressLoadBalancerIngress' | 'IngressLoadBalancerStatus' | 'IngressPortStatus' | 'IngressRule' | 'IngressRuleValue' | 'IngressServiceBackend' | 'IngressSpec' | 'IngressStatus' | 'IngressTLS' | 'NetworkPolicy' | 'NetworkPolicyEgressRule' | 'NetworkPolicyIngressRule' | 'NetworkPolicyList' | 'NetworkPolicyPeer' | 'NetworkPolicyPort' | 'NetworkPolicySpec' | 'ParentReference' | 'ServiceBackendPort' | 'ServiceCIDR' | 'ServiceCIDRList' | 'ServiceCIDRSpec' | 'ServiceCIDRStatus', MessageCodec>>;
let made: Codecs | undefined;
export function networkingV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rintOrString$, write: wintOrString$ } = intOrStringCodec;
  const { TypedLocalObjectReference: { read: rcoreV1$TypedLocalObjectReference, write: wcoreV1$TypedLocalObjectReference } } = coreV1();
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rHTTPIngressPath(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      case 2: o.backend = rIngressBackend(r, r.open(t)); break;
      case 3: o.pathType = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHTTPIngressPath(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.pathType) != null) w.string(26, v);
  w.message(18, o.backend, wIngressBackend);
  w.string(10, o.path);
}
function rHTTPIngressRuleValue(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.paths = []).push(rHTTPIngressPath(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHTTPIngressRuleValue(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.paths) != null) w.messages(10, v, wHTTPIngressPath);
}
function rIPAddress(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rIPAddressSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIPAddress(w: W, o: Fields): void {
  w.message(18, o.spec, wIPAddressSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rIPAddressList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rIPAddress(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIPAddressList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wIPAddress);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rIPAddressSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.parentRef = rParentReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIPAddressSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.parentRef) != null) w.message(10, v, wParentReference);
}
function rIPBlock(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.cidr = r.string(t); break;
      case 2: (a2 ??= o.except = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIPBlock(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.except) != null) w.strings(18, v);
  w.string(10, o.cidr);
}
function rIngress(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rIngressSpec(r, r.open(t)); break;
      case 3: o.status = rIngressStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngress(w: W, o: Fields): void {
  w.message(26, o.status, wIngressStatus);
  w.message(18, o.spec, wIngressSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rIngressBackend(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 3: o.resource = rcoreV1$TypedLocalObjectReference(r, r.open(t)); break;
      case 4: o.service = rIngressServiceBackend(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressBackend(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.service) != null) w.message(34, v, wIngressServiceBackend);
  if ((v = o.resource) != null) w.message(26, v, wcoreV1$TypedLocalObjectReference);
}
function rIngressClass(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rIngressClassSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressClass(w: W, o: Fields): void {
  w.message(18, o.spec, wIngressClassSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rIngressClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rIngressClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wIngressClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rIngressClassParametersReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.apiGroup = r.string(t); break;
      case 2: o.kind = r.string(t); break;
      case 3: o.name = r.string(t); break;
      case 4: o.scope = r.string(t); break;
      case 5: o.namespace = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressClassParametersReference(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.namespace) != null) w.string(42, v);
  if ((v = o.scope) != null) w.string(34, v);
  w.string(26, o.name);
  w.string(18, o.kind);
  if ((v = o.apiGroup) != null) w.string(10, v);
}
function rIngressClassSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.controller = v; break;
      case 2: o.parameters = rIngressClassParametersReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressClassSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.parameters) != null) w.message(18, v, wIngressClassParametersReference);
  w.string(10, o.controller);
}
function rIngressList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rIngress(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wIngress);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rIngressLoadBalancerIngress(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.ip = v; break;
      case 2: if ((v = r.string(t))) o.hostname = v; break;
      case 4: (a4 ??= o.ports = []).push(rIngressPortStatus(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressLoadBalancerIngress(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ports) != null) w.messages(34, v, wIngressPortStatus);
  w.string(18, o.hostname);
  w.string(10, o.ip);
}
function rIngressLoadBalancerStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.ingress = []).push(rIngressLoadBalancerIngress(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressLoadBalancerStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ingress) != null) w.messages(10, v, wIngressLoadBalancerIngress);
}
function rIngressPortStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.port = r.int32(t); break;
      case 2: o.protocol = r.string(t); break;
      case 3: o.error = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressPortStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.error) != null) w.string(26, v);
  w.string(18, o.protocol);
  w.int(8, o.port);
}
function rIngressRule$2(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.http = rHTTPIngressRuleValue(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressRule$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.http) != null) w.message(10, v, wHTTPIngressRuleValue);
}
function rIngressRule(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.host = v; break;
      case 2: rIngressRule$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressRule(w: W, o: Fields): void {
  w.message(18, o, wIngressRule$2);
  w.string(10, o.host);
}
function rIngressRuleValue(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.http = rHTTPIngressRuleValue(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressRuleValue(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.http) != null) w.message(10, v, wHTTPIngressRuleValue);
}
function rIngressServiceBackend(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.port = rServiceBackendPort(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressServiceBackend(w: W, o: Fields): void {
  w.message(18, o.port, wServiceBackendPort);
  w.string(10, o.name);
}
function rIngressSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.defaultBackend = rIngressBackend(r, r.open(t)); break;
      case 2: (a2 ??= o.tls = []).push(rIngressTLS(r, r.open(t))); break;
      case 3: (a3 ??= o.rules = []).push(rIngressRule(r, r.open(t))); break;
      case 4: o.ingressClassName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ingressClassName) != null) w.string(34, v);
  if ((v = o.rules) != null) w.messages(26, v, wIngressRule);
  if ((v = o.tls) != null) w.messages(18, v, wIngressTLS);
  if ((v = o.defaultBackend) != null) w.message(10, v, wIngressBackend);
}
function rIngressStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.loadBalancer = rIngressLoadBalancerStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressStatus(w: W, o: Fields): void {
  w.message(10, o.loadBalancer, wIngressLoadBalancerStatus);
}
function rIngressTLS(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.hosts = []).push(r.string(t)); break;
      case 2: if ((v = r.string(t))) o.secretName = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wIngressTLS(w: W, o: Fields): void {
  let v: unknown;
  w.string(18, o.secretName);
  if ((v = o.hosts) != null) w.strings(10, v);
}
function rNetworkPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rNetworkPolicySpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicy(w: W, o: Fields): void {
  w.message(18, o.spec, wNetworkPolicySpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rNetworkPolicyEgressRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.ports = []).push(rNetworkPolicyPort(r, r.open(t))); break;
      case 2: (a2 ??= o.to = []).push(rNetworkPolicyPeer(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicyEgressRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.to) != null) w.messages(18, v, wNetworkPolicyPeer);
  if ((v = o.ports) != null) w.messages(10, v, wNetworkPolicyPort);
}
function rNetworkPolicyIngressRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.ports = []).push(rNetworkPolicyPort(r, r.open(t))); break;
      case 2: (a2 ??= o.from = []).push(rNetworkPolicyPeer(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicyIngressRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.from) != null) w.messages(18, v, wNetworkPolicyPeer);
  if ((v = o.ports) != null) w.messages(10, v, wNetworkPolicyPort);
}
function rNetworkPolicyList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rNetworkPolicy(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicyList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wNetworkPolicy);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rNetworkPolicyPeer(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.podSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 2: o.namespaceSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.ipBlock = rIPBlock(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicyPeer(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ipBlock) != null) w.message(26, v, wIPBlock);
  if ((v = o.namespaceSelector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.podSelector) != null) w.message(10, v, wmetaV1$LabelSelector);
}
function rNetworkPolicyPort(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.protocol = r.string(t); break;
      case 2: o.port = rintOrString$(r, r.open(t)); break;
      case 3: o.endPort = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicyPort(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.endPort) != null) w.int(24, v);
  if ((v = o.port) != null) w.message(18, v, wintOrString$);
  if ((v = o.protocol) != null) w.string(10, v);
}
function rNetworkPolicySpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.podSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 2: (a2 ??= o.ingress = []).push(rNetworkPolicyIngressRule(r, r.open(t))); break;
      case 3: (a3 ??= o.egress = []).push(rNetworkPolicyEgressRule(r, r.open(t))); break;
      case 4: (a4 ??= o.policyTypes = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkPolicySpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.policyTypes) != null) w.strings(34, v);
  if ((v = o.egress) != null) w.messages(26, v, wNetworkPolicyEgressRule);
  if ((v = o.ingress) != null) w.messages(18, v, wNetworkPolicyIngressRule);
  w.message(10, o.podSelector, wmetaV1$LabelSelector);
}
function rParentReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.group = v; break;
      case 2: if ((v = r.string(t))) o.resource = v; break;
      case 3: if ((v = r.string(t))) o.namespace = v; break;
      case 4: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wParentReference(w: W, o: Fields): void {
  w.string(34, o.name);
  w.string(26, o.namespace);
  w.string(18, o.resource);
  w.string(10, o.group);
}
function rServiceBackendPort(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.int32(t))) o.number = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceBackendPort(w: W, o: Fields): void {
  w.int(16, o.number);
  w.string(10, o.name);
}
function rServiceCIDR(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rServiceCIDRSpec(r, r.open(t)); break;
      case 3: o.status = rServiceCIDRStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceCIDR(w: W, o: Fields): void {
  w.message(26, o.status, wServiceCIDRStatus);
  w.message(18, o.spec, wServiceCIDRSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rServiceCIDRList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rServiceCIDR(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceCIDRList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wServiceCIDR);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rServiceCIDRSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.cidrs = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceCIDRSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.cidrs) != null) w.strings(10, v);
}
function rServiceCIDRStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceCIDRStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(10, v, wmetaV1$Condition);
}
  return { HTTPIngressPath: { read: rHTTPIngressPath, write: wHTTPIngressPath }, HTTPIngressRuleValue: { read: rHTTPIngressRuleValue, write: wHTTPIngressRuleValue }, IPAddress: { read: rIPAddress, write: wIPAddress }, IPAddressList: { read: rIPAddressList, write: wIPAddressList }, IPAddressSpec: { read: rIPAddressSpec, write: wIPAddressSpec }, IPBlock: { read: rIPBlock, write: wIPBlock }, Ingress: { read: rIngress, write: wIngress }, IngressBackend: { read: rIngressBackend, write: wIngressBackend }, IngressClass: { read: rIngressClass, write: wIngressClass }, IngressClassList: { read: rIngressClassList, write: wIngressClassList }, IngressClassParametersReference: { read: rIngressClassParametersReference, write: wIngressClassParametersReference }, IngressClassSpec: { read: rIngressClassSpec, write: wIngressClassSpec }, IngressList: { read: rIngressList, write: wIngressList }, IngressLoadBalancerIngress: { read: rIngressLoadBalancerIngress, write: wIngressLoadBalancerIngress }, IngressLoadBalancerStatus: { read: rIngressLoadBalancerStatus, write: wIngressLoadBalancerStatus }, IngressPortStatus: { read: rIngressPortStatus, write: wIngressPortStatus }, IngressRule: { read: rIngressRule, write: wIngressRule }, IngressRuleValue: { read: rIngressRuleValue, write: wIngressRuleValue }, IngressServiceBackend: { read: rIngressServiceBackend, write: wIngressServiceBackend }, IngressSpec: { read: rIngressSpec, write: wIngressSpec }, IngressStatus: { read: rIngressStatus, write: wIngressStatus }, IngressTLS: { read: rIngressTLS, write: wIngressTLS }, NetworkPolicy: { read: rNetworkPolicy, write: wNetworkPolicy }, NetworkPolicyEgressRule: { read: rNetworkPolicyEgressRule, write: wNetworkPolicyEgressRule }, NetworkPolicyIngressRule: { read: rNetworkPolicyIngressRule, write: wNetworkPolicyIngressRule }, NetworkPolicyList: { read: rNetworkPolicyList, write: wNetworkPolicyList }, NetworkPolicyPeer: { read: rNetworkPolicyPeer, write: wNetworkPolicyPeer }, NetworkPolicyPort: { read: rNetworkPolicyPort, write: wNetworkPolicyPort }, NetworkPolicySpec: { read: rNetworkPolicySpec, write: wNetworkPolicySpec }, ParentReference: { read: rParentReference, write: wParentReference }, ServiceBackendPort: { read: rServiceBackendPort, write: wServiceBackendPort }, ServiceCIDR: { read: rServiceCIDR, write: wServiceCIDR }, ServiceCIDRList: { read: rServiceCIDRList, write: wServiceCIDRList }, ServiceCIDRSpec: { read: rServiceCIDRSpec, write: wServiceCIDRSpec }, ServiceCIDRStatus: { read: rServiceCIDRStatus, write: wServiceCIDRStatus } };
}
