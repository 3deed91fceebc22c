/** Scalar values of the API: IP addresses, CIDRs, int-or-percent, int64. */
export {
  type Cidr,
  cidrAddress,
  cidrContains,
  cidrSize,
  cidrsOverlap,
  formatCidr,
  networkOf,
  parseCidr,
} from './cidr.ts';
export { IntOrPercentError, parseIntOrString, resolveIntOrPercent } from './int-or-percent.ts';
export { int64Of, nextInt64, parseInt64 } from './int64.ts';
export { formatIp, type IpAddress, isMappedIpv4, type ParseIpOptions, parseIp, unmapIp } from './ip-address.ts';
export {
  cidrWarnings,
  ipWarnings,
  type LegacyIpRules,
  validateCidr,
  validateInterfaceAddress,
  validateIp,
  validateLegacyCidr,
  validateLegacyIp,
} from './validate-ip.ts';
