/** Validation of names, labels, annotations and other metadata. */
export {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  dnsLabelMaxLength,
  dnsSubdomainMaxLength,
  wildcardDns1123Subdomain,
} from './dns-names.ts';
export { labelValue, labelValueMaxLength, qualifiedName } from './label-names.ts';
export {
  annotationsSizeLimit,
  validateAnnotations,
  validateLabelName,
  validateLabels,
} from './labels-and-annotations.ts';
export { validateFieldManager, validateManagedFields } from './managed-fields.ts';
export {
  type NameRule,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  nameIsPathSegment,
} from './name-rule.ts';
export { type ObjectMetaRules, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
export {
  cIdentifier,
  configMapKey,
  httpHeaderName,
  pathSegment,
  pathSegmentPrefix,
  percentString,
  portName,
  portNumber,
  relaxedEnvVarName,
} from './other-names.ts';
export {
  finalizerForeground,
  finalizerOrphan,
  validateFinalizers,
  validateNoNewFinalizers,
  validateOwnerReferences,
} from './owners-and-finalizers.ts';
export { utf8Length } from './utf8-length.ts';
