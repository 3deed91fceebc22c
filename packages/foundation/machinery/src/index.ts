/** What any Kubernetes-style API needs, with no kind of object in it. */

export { accountUpdate, accountUpdateSteps } from './apply/account-update.ts';
export { applyConfiguration, applySteps } from './apply/apply-configuration.ts';
export { upgradeManagedFields, upgradePatch } from './apply/client-side-apply.ts';
export type { FieldPath } from './apply/field-set.ts';
export type { FieldWriteRequest } from './apply/field-write.ts';
export { parentAccount, type ReplicasPath, scaleAccount } from './apply/scale-fields.ts';
export type { Steps } from './apply/steps.ts';
export { typeProblems } from './apply/type-problems.ts';
export { untypedPatch } from './apply/untyped-patch.ts';
export type { VersionedObject, VersionHook } from './apply/versions.ts';
export {
  type AnswerCheck,
  type AuthorizationAnswer,
  type AuthorizationCheck,
  authorizerType,
  CelAuthorizer,
  CelResourceCheck,
  resourceCheckType,
} from './cel/authorizer-library.ts';
export { type DeclaredType, type DeclaredTypeOptions, declaredType } from './cel/declared-type.ts';
export { CelEnvironment, type CelEnvironmentOptions } from './cel/environment.ts';
export { escapeProperty } from './cel/escaping.ts';
export { evaluateAuthorized } from './cel/evaluate-authorized.ts';
export { CelCompileError, type CelIssue } from './cel/issues.ts';
export { jsonPatchLibrary, type KubernetesCelOptions, kubernetesCel } from './cel/kubernetes-environment.ts';
export { CelProgramError } from './cel/plan.ts';
export { type CelProgram, type Evaluation, type EvaluationOptions, perCallLimit } from './cel/program.ts';
export { toNative } from './cel/to-native.ts';
export { type CelType, celTypes, formatType, listType, mapType, structType } from './cel/types.ts';
export type { CelValue } from './cel/values.ts';
export { CronError } from './cron/cron-field.ts';
export { type CronOptions, type CronSchedule, isTimeZone, parseCron } from './cron/parse-cron.ts';
export * from './encoding/json.ts';
export { JsonNumberError, type JsonReader, JsonSyntaxError } from './encoding/json-reader.ts';
export { type DecodeYamlOptions, decodeYaml, duplicateKeysError, YamlError, yamlReader } from './encoding/yaml.ts';
export { encodeYaml } from './encoding/yaml-encode.ts';
export * from './field-error.ts';
export {
  type CompiledJsonPath,
  compileJsonPath,
  type JsonPathOptions,
  relaxedJsonPath,
} from './jsonpath/compile-jsonpath.ts';
export { JsonPathError } from './jsonpath/jsonpath-node.ts';
export { type JsonPathPrinting, printJsonPath } from './jsonpath/print-jsonpath.ts';
export * from './meta.ts';
export * from './names/dns-names.ts';
export * from './names/generate-name.ts';
export * from './names/label-names.ts';
export * from './names/labels-and-annotations.ts';
export * from './names/managed-fields.ts';
export * from './names/name-rule.ts';
export * from './names/object-meta.ts';
export * from './names/other-names.ts';
export * from './names/owners-and-finalizers.ts';
export { utf8Length } from './names/utf8-length.ts';
export * from './object-key.ts';
export * from './patch/create-patch.ts';
export { measureJson } from './patch/json-measure.ts';
export { applyJsonPatch, type JsonPatchLimits, jsonPatchSteps } from './patch/json-patch.ts';
export { applyMergePatch, createMergePatch } from './patch/merge-patch.ts';
export { PatchError, type PatchErrorKind } from './patch/patch-error.ts';
export { applyStrategicMergePatch } from './patch/strategic-merge.ts';
export type { CompiledPattern, CompilePattern } from './patterns/pattern.ts';
export { compileRe2 } from './patterns/re2.ts';
export {
  decodeProtobuf,
  encodeProtobuf,
  protobufEnvelope,
  protobufItemHead,
  protobufMediaType,
  protobufWatchFrame,
  type TypeFinder,
} from './protobuf/envelope.ts';
export type { MessageReader } from './protobuf/message-reader.ts';
export { type MessageCodec, type MessageTable, readMessage, writeMessage } from './protobuf/message-table.ts';
export type { MessageWriter } from './protobuf/message-writer.ts';
export { schemaOrArray, schemaOrBool, schemaOrStrings } from './protobuf/schema-values.ts';
export {
  durationCodec,
  intOrStringCodec,
  jsonCodec,
  microTimeCodec,
  quantityCodec,
  stringsCodec,
  timeCodec,
  unknownCodec,
} from './protobuf/special-types.ts';
export { type Fields, ProtobufError, TooManyFieldsError } from './protobuf/wire.ts';
export * from './quantity/arithmetic.ts';
export * from './quantity/format-quantity.ts';
export * from './quantity/parse-quantity.ts';
export {
  milliQuantityOf,
  type Quantity,
  QuantityError,
  type QuantityFormat,
  quantityOf,
} from './quantity/quantity.ts';
export * from './resource-type.ts';
export { compileType } from './schema/compile.ts';
export { compileCustomType } from './schema/compile-custom.ts';
export * from './schema/compiled-type.ts';
export * from './schema/default-rule.ts';
export { fromOpenAPI } from './schema/from-openapi.ts';
export { structuralErrors } from './schema/structural-errors.ts';
export * from './schema/type-node.ts';
export * from './selectors/field-selector.ts';
export * from './selectors/label-selector.ts';
export * from './selectors/parse-label-selector.ts';
export { type Labels, type Operator, type Requirement, validateRequirement } from './selectors/requirement.ts';
export * from './selectors/selector.ts';
export * from './status-error.ts';
export * from './time/duration.ts';
export * from './time/human-duration.ts';
export * from './time/timestamps.ts';
export * from './values/cidr.ts';
export * from './values/int-or-percent.ts';
export * from './values/int64.ts';
export * from './values/ip-address.ts';
export * from './values/validate-ip.ts';
export * from './versions/kube-version.ts';
export * from './versions/version.ts';
