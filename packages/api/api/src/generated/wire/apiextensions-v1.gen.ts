// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, jsonCodec, schemaOrArray, schemaOrBool, schemaOrStrings, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ConversionRequest' | 'ConversionResponse' | 'ConversionReview' | 'CustomResourceColumnDefinition' | 'CustomResourceConversion' | 'CustomResourceDefinition' | 'CustomResourceDefinitionCondition' | 'CustomResourceDefinitionList' | 'CustomResourceDefinitionNames' | 'CustomResourceDefinitionSpec' | 'CustomResourceDefinitionStatus' | 'CustomResourceDefinitionVersion' | 'CustomResourceSubresourceScale' | 'CustomResourceSubresourceStatus' | 'CustomResourceSubresources' | 'CustomResourceValidation' | 'ExternalDocumentation' | 'JSON' | 'JSONSchemaProps' | 'JSONSchemaPropsOrArray' | 'JSONSchemaPropsOrBool' | 'JSONSchemaPropsOrStringArray' | 'SelectableField' | 'ServiceReference' | 'ValidationRule' | 'WebhookClientConfig' | 'WebhookConversion', MessageCodec>>;
let made: Codecs | undefined;
export function apiextensionsV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rJSONSchemaPropsOrArray, write: wJSONSchemaPropsOrArray } = schemaOrArray(rJSONSchemaProps, wJSONSchemaProps);
  const { read: rJSONSchemaPropsOrBool, write: wJSONSchemaPropsOrBool } = schemaOrBool(rJSONSchemaProps, wJSONSchemaProps);
  const { read: rJSONSchemaPropsOrStringArray, write: wJSONSchemaPropsOrStringArray } = schemaOrStrings(rJSONSchemaProps, wJSONSchemaProps);
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta }, Status: { read: rmetaV1$Status, write: wmetaV1$Status } } = metaV1();
function rConversionRequest(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      case 2: o.desiredAPIVersion = r.string(t); break;
      case 3: (a3 ??= o.objects = []).push(rjson$(r, r.open(t)) ?? null); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConversionRequest(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.objects) != null) w.messages(26, v, wjson$);
  w.string(18, o.desiredAPIVersion);
  w.string(10, o.uid);
}
function rConversionResponse(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      case 2: (a2 ??= o.convertedObjects = []).push(rjson$(r, r.open(t)) ?? null); break;
      case 3: o.result = rmetaV1$Status(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConversionResponse(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o.result, wmetaV1$Status);
  if ((v = o.convertedObjects) != null) w.messages(18, v, wjson$);
  w.string(10, o.uid);
}
function rConversionReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.request = rConversionRequest(r, r.open(t)); break;
      case 2: o.response = rConversionResponse(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConversionReview(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.response) != null) w.message(18, v, wConversionResponse);
  if ((v = o.request) != null) w.message(10, v, wConversionRequest);
}
function rCustomResourceColumnDefinition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.type = r.string(t); break;
      case 3: if ((v = r.string(t))) o.format = v; break;
      case 4: if ((v = r.string(t))) o.description = v; break;
      case 5: if ((v = r.int32(t))) o.priority = v; break;
      case 6: o.jsonPath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceColumnDefinition(w: W, o: Fields): void {
  w.string(50, o.jsonPath);
  w.int(40, o.priority);
  w.string(34, o.description);
  w.string(26, o.format);
  w.string(18, o.type);
  w.string(10, o.name);
}
function rCustomResourceConversion(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.strategy = r.string(t); break;
      case 2: o.webhook = rWebhookConversion(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceConversion(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.webhook) != null) w.message(18, v, wWebhookConversion);
  w.string(10, o.strategy);
}
function rCustomResourceDefinition(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rCustomResourceDefinitionSpec(r, r.open(t)); break;
      case 3: o.status = rCustomResourceDefinitionStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinition(w: W, o: Fields): void {
  w.message(26, o.status, wCustomResourceDefinitionStatus);
  w.message(18, o.spec, wCustomResourceDefinitionSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCustomResourceDefinitionCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      case 6: if ((v = r.int64(t))) o.observedGeneration = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionCondition(w: W, o: Fields): void {
  w.int(48, o.observedGeneration);
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rCustomResourceDefinitionList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCustomResourceDefinition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCustomResourceDefinition);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rCustomResourceDefinitionNames(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.plural = r.string(t); break;
      case 2: if ((v = r.string(t))) o.singular = v; break;
      case 3: (a3 ??= o.shortNames = []).push(r.string(t)); break;
      case 4: o.kind = r.string(t); break;
      case 5: if ((v = r.string(t))) o.listKind = v; break;
      case 6: (a6 ??= o.categories = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionNames(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.categories) != null) w.strings(50, v);
  w.string(42, o.listKind);
  w.string(34, o.kind);
  if ((v = o.shortNames) != null) w.strings(26, v);
  w.string(18, o.singular);
  w.string(10, o.plural);
}
function rCustomResourceDefinitionSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.group = r.string(t); break;
      case 3: o.names = rCustomResourceDefinitionNames(r, r.open(t)); break;
      case 4: o.scope = r.string(t); break;
      case 7: (a7 ??= o.versions = []).push(rCustomResourceDefinitionVersion(r, r.open(t))); break;
      case 9: o.conversion = rCustomResourceConversion(r, r.open(t)); break;
      case 10: if ((v = r.bool(t))) o.preserveUnknownFields = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionSpec(w: W, o: Fields): void {
  let v: unknown;
  w.bool(80, o.preserveUnknownFields);
  if ((v = o.conversion) != null) w.message(74, v, wCustomResourceConversion);
  if ((v = o.versions) != null) w.messages(58, v, wCustomResourceDefinitionVersion);
  w.string(34, o.scope);
  w.message(26, o.names, wCustomResourceDefinitionNames);
  w.string(10, o.group);
}
function rCustomResourceDefinitionStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a3: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rCustomResourceDefinitionCondition(r, r.open(t))); break;
      case 2: o.acceptedNames = rCustomResourceDefinitionNames(r, r.open(t)); break;
      case 3: (a3 ??= o.storedVersions = []).push(r.string(t)); break;
      case 4: if ((v = r.int64(t))) o.observedGeneration = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionStatus(w: W, o: Fields): void {
  let v: unknown;
  w.int(32, o.observedGeneration);
  if ((v = o.storedVersions) != null) w.strings(26, v);
  w.message(18, o.acceptedNames, wCustomResourceDefinitionNames);
  if ((v = o.conditions) != null) w.messages(10, v, wCustomResourceDefinitionCondition);
}
function rCustomResourceDefinitionVersion(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, a9: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.served = r.bool(t); break;
      case 3: o.storage = r.bool(t); break;
      case 4: o.schema = rCustomResourceValidation(r, r.open(t)); break;
      case 5: o.subresources = rCustomResourceSubresources(r, r.open(t)); break;
      case 6: (a6 ??= o.additionalPrinterColumns = []).push(rCustomResourceColumnDefinition(r, r.open(t))); break;
      case 7: if ((v = r.bool(t))) o.deprecated = v; break;
      case 8: o.deprecationWarning = r.string(t); break;
      case 9: (a9 ??= o.selectableFields = []).push(rSelectableField(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceDefinitionVersion(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.selectableFields) != null) w.messages(74, v, wSelectableField);
  if ((v = o.deprecationWarning) != null) w.string(66, v);
  w.bool(56, o.deprecated);
  if ((v = o.additionalPrinterColumns) != null) w.messages(50, v, wCustomResourceColumnDefinition);
  if ((v = o.subresources) != null) w.message(42, v, wCustomResourceSubresources);
  if ((v = o.schema) != null) w.message(34, v, wCustomResourceValidation);
  w.bool(24, o.storage);
  w.bool(16, o.served);
  w.string(10, o.name);
}
function rCustomResourceSubresourceScale(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.specReplicasPath = r.string(t); break;
      case 2: o.statusReplicasPath = r.string(t); break;
      case 3: o.labelSelectorPath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceSubresourceScale(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.labelSelectorPath) != null) w.string(26, v);
  w.string(18, o.statusReplicasPath);
  w.string(10, o.specReplicasPath);
}
function rCustomResourceSubresourceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceSubresourceStatus(): void {}
function rCustomResourceSubresources(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.status = rCustomResourceSubresourceStatus(r, r.open(t)); break;
      case 2: o.scale = rCustomResourceSubresourceScale(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceSubresources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scale) != null) w.message(18, v, wCustomResourceSubresourceScale);
  if ((v = o.status) != null) w.message(10, v, wCustomResourceSubresourceStatus);
}
function rCustomResourceValidation(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.openAPIV3Schema = rJSONSchemaProps(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCustomResourceValidation(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.openAPIV3Schema) != null) w.message(10, v, wJSONSchemaProps);
}
function rExternalDocumentation(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.description = v; break;
      case 2: if ((v = r.string(t))) o.url = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExternalDocumentation(w: W, o: Fields): void {
  w.string(18, o.url);
  w.string(10, o.description);
}
function rJSONSchemaProps(r: R, end: number): Fields {
  const o: Fields = {};
  let a20: unknown[] | undefined, a23: unknown[] | undefined, a25: unknown[] | undefined, a26: unknown[] | undefined, a27: unknown[] | undefined, a41: unknown[] | undefined, a44: unknown[] | undefined, a29: Fields | undefined, a31: Fields | undefined, a32: Fields | undefined, a34: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.id = v; break;
      case 2: if ((v = r.string(t))) o.$schema = v; break;
      case 3: o.$ref = r.string(t); break;
      case 4: if ((v = r.string(t))) o.description = v; break;
      case 5: if ((v = r.string(t))) o.type = v; break;
      case 6: if ((v = r.string(t))) o.format = v; break;
      case 7: if ((v = r.string(t))) o.title = v; break;
      case 8: if ((v = rjson$(r, r.open(t))) !== undefined) o.default = v; break;
      case 9: o.maximum = r.double(t); break;
      case 10: if ((v = r.bool(t))) o.exclusiveMaximum = v; break;
      case 11: o.minimum = r.double(t); break;
      case 12: if ((v = r.bool(t))) o.exclusiveMinimum = v; break;
      case 13: o.maxLength = r.int64(t); break;
      case 14: o.minLength = r.int64(t); break;
      case 15: if ((v = r.string(t))) o.pattern = v; break;
      case 16: o.maxItems = r.int64(t); break;
      case 17: o.minItems = r.int64(t); break;
      case 18: if ((v = r.bool(t))) o.uniqueItems = v; break;
      case 19: o.multipleOf = r.double(t); break;
      case 20: (a20 ??= o.enum = []).push(rjson$(r, r.open(t)) ?? null); break;
      case 21: o.maxProperties = r.int64(t); break;
      case 22: o.minProperties = r.int64(t); break;
      case 23: (a23 ??= o.required = []).push(r.string(t)); break;
      case 24: o.items = rJSONSchemaPropsOrArray(r, r.open(t)); break;
      case 25: (a25 ??= o.allOf = []).push(rJSONSchemaProps(r, r.open(t))); break;
      case 26: (a26 ??= o.oneOf = []).push(rJSONSchemaProps(r, r.open(t))); break;
      case 27: (a27 ??= o.anyOf = []).push(rJSONSchemaProps(r, r.open(t))); break;
      case 28: o.not = rJSONSchemaProps(r, r.open(t)); break;
      case 29: r.entry(t, (a29 ??= o.properties = {}), rJSONSchemaProps); break;
      case 30: o.additionalProperties = rJSONSchemaPropsOrBool(r, r.open(t)); break;
      case 31: r.entry(t, (a31 ??= o.patternProperties = {}), rJSONSchemaProps); break;
      case 32: r.entry(t, (a32 ??= o.dependencies = {}), rJSONSchemaPropsOrStringArray); break;
      case 33: o.additionalItems = rJSONSchemaPropsOrBool(r, r.open(t)); break;
      case 34: r.entry(t, (a34 ??= o.definitions = {}), rJSONSchemaProps); break;
      case 35: o.externalDocs = rExternalDocumentation(r, r.open(t)); break;
      case 36: if ((v = rjson$(r, r.open(t))) !== undefined) o.example = v; break;
      case 37: if ((v = r.bool(t))) o.nullable = v; break;
      case 38: o["x-kubernetes-preserve-unknown-fields"] = r.bool(t); break;
      case 39: if ((v = r.bool(t))) o["x-kubernetes-embedded-resource"] = v; break;
      case 40: if ((v = r.bool(t))) o["x-kubernetes-int-or-string"] = v; break;
      case 41: (a41 ??= o["x-kubernetes-list-map-keys"] = []).push(r.string(t)); break;
      case 42: o["x-kubernetes-list-type"] = r.string(t); break;
      case 43: o["x-kubernetes-map-type"] = r.string(t); break;
      case 44: (a44 ??= o["x-kubernetes-validations"] = []).push(rValidationRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wJSONSchemaProps(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o["x-kubernetes-validations"]) != null) w.messages(354, v, wValidationRule);
  if ((v = o["x-kubernetes-map-type"]) != null) w.string(346, v);
  if ((v = o["x-kubernetes-list-type"]) != null) w.string(338, v);
  if ((v = o["x-kubernetes-list-map-keys"]) != null) w.strings(330, v);
  w.bool(320, o["x-kubernetes-int-or-string"]);
  w.bool(312, o["x-kubernetes-embedded-resource"]);
  if ((v = o["x-kubernetes-preserve-unknown-fields"]) != null) w.bool(304, v);
  w.bool(296, o.nullable);
  if ((v = o.example) != null) w.message(290, v, wjson$);
  if ((v = o.externalDocs) != null) w.message(282, v, wExternalDocumentation);
  if ((v = o.definitions) != null) w.map(274, v, wJSONSchemaProps);
  if ((v = o.additionalItems) != null) w.message(266, v, wJSONSchemaPropsOrBool);
  if ((v = o.dependencies) != null) w.map(258, v, wJSONSchemaPropsOrStringArray);
  if ((v = o.patternProperties) != null) w.map(250, v, wJSONSchemaProps);
  if ((v = o.additionalProperties) != null) w.message(242, v, wJSONSchemaPropsOrBool);
  if ((v = o.properties) != null) w.map(234, v, wJSONSchemaProps);
  if ((v = o.not) != null) w.message(226, v, wJSONSchemaProps);
  if ((v = o.anyOf) != null) w.messages(218, v, wJSONSchemaProps);
  if ((v = o.oneOf) != null) w.messages(210, v, wJSONSchemaProps);
  if ((v = o.allOf) != null) w.messages(202, v, wJSONSchemaProps);
  if ((v = o.items) != null) w.message(194, v, wJSONSchemaPropsOrArray);
  if ((v = o.required) != null) w.strings(186, v);
  if ((v = o.minProperties) != null) w.int(176, v);
  if ((v = o.maxProperties) != null) w.int(168, v);
  if ((v = o.enum) != null) w.messages(162, v, wjson$);
  if ((v = o.multipleOf) != null) w.double(153, v);
  w.bool(144, o.uniqueItems);
  if ((v = o.minItems) != null) w.int(136, v);
  if ((v = o.maxItems) != null) w.int(128, v);
  w.string(122, o.pattern);
  if ((v = o.minLength) != null) w.int(112, v);
  if ((v = o.maxLength) != null) w.int(104, v);
  w.bool(96, o.exclusiveMinimum);
  if ((v = o.minimum) != null) w.double(89, v);
  w.bool(80, o.exclusiveMaximum);
  if ((v = o.maximum) != null) w.double(73, v);
  if ((v = o.default) != null) w.message(66, v, wjson$);
  w.string(58, o.title);
  w.string(50, o.format);
  w.string(42, o.type);
  w.string(34, o.description);
  if ((v = o.$ref) != null) w.string(26, v);
  w.string(18, o.$schema);
  w.string(10, o.id);
}
function rSelectableField(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.jsonPath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelectableField(w: W, o: Fields): void {
  w.string(10, o.jsonPath);
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
function rValidationRule(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.rule = r.string(t); break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      case 3: if ((v = r.string(t))) o.messageExpression = v; break;
      case 4: o.reason = r.string(t); break;
      case 5: if ((v = r.string(t))) o.fieldPath = v; break;
      case 6: o.optionalOldSelf = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wValidationRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optionalOldSelf) != null) w.bool(48, v);
  w.string(42, o.fieldPath);
  if ((v = o.reason) != null) w.string(34, v);
  w.string(26, o.messageExpression);
  w.string(18, o.message);
  w.string(10, o.rule);
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
function rWebhookConversion(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.clientConfig = rWebhookClientConfig(r, r.open(t)); break;
      case 3: (a3 ??= o.conversionReviewVersions = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWebhookConversion(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conversionReviewVersions) != null) w.strings(26, v);
  if ((v = o.clientConfig) != null) w.message(18, v, wWebhookClientConfig);
}
  return { ConversionRequest: { read: rConversionRequest, write: wConversionRequest }, ConversionResponse: { read: rConversionResponse, write: wConversionResponse }, ConversionReview: { read: rConversionReview, write: wConversionReview }, CustomResourceColumnDefinition: { read: rCustomResourceColumnDefinition, write: wCustomResourceColumnDefinition }, CustomResourceConversion: { read: rCustomResourceConversion, write: wCustomResourceConversion }, CustomResourceDefinition: { read: rCustomResourceDefinition, write: wCustomResourceDefinition }, CustomResourceDefinitionCondition: { read: rCustomResourceDefinitionCondition, write: wCustomResourceDefinitionCondition }, CustomResourceDefinitionList: { read: rCustomResourceDefinitionList, write: wCustomResourceDefinitionList }, CustomResourceDefinitionNames: { read: rCustomResourceDefinitionNames, write: wCustomResourceDefinitionNames }, CustomResourceDefinitionSpec: { read: rCustomResourceDefinitionSpec, write: wCustomResourceDefinitionSpec }, CustomResourceDefinitionStatus: { read: rCustomResourceDefinitionStatus, write: wCustomResourceDefinitionStatus }, CustomResourceDefinitionVersion: { read: rCustomResourceDefinitionVersion, write: wCustomResourceDefinitionVersion }, CustomResourceSubresourceScale: { read: rCustomResourceSubresourceScale, write: wCustomResourceSubresourceScale }, CustomResourceSubresourceStatus: { read: rCustomResourceSubresourceStatus, write: wCustomResourceSubresourceStatus }, CustomResourceSubresources: { read: rCustomResourceSubresources, write: wCustomResourceSubresources }, CustomResourceValidation: { read: rCustomResourceValidation, write: wCustomResourceValidation }, ExternalDocumentation: { read: rExternalDocumentation, write: wExternalDocumentation }, JSON: { read: rjson$, write: wjson$ }, JSONSchemaProps: { read: rJSONSchemaProps, write: wJSONSchemaProps }, JSONSchemaPropsOrArray: { read: rJSONSchemaPropsOrArray, write: wJSONSchemaPropsOrArray }, JSONSchemaPropsOrBool: { read: rJSONSchemaPropsOrBool, write: wJSONSchemaPropsOrBool }, JSONSchemaPropsOrStringArray: { read: rJSONSchemaPropsOrStringArray, write: wJSONSchemaPropsOrStringArray }, SelectableField: { read: rSelectableField, write: wSelectableField }, ServiceReference: { read: rServiceReference, write: wServiceReference }, ValidationRule: { read: rValidationRule, write: wValidationRule }, WebhookClientConfig: { read: rWebhookClientConfig, write: wWebhookClientConfig }, WebhookConversion: { read: rWebhookConversion, write: wWebhookConversion } };
}
