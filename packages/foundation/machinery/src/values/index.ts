/** Scalar values of the API: IP addresses, CIDRs, int-or-percent, int64. */
export {
  type Cidr,
  cidrContains,
  formatCidr,
  networkOf,
  parseCidr,
} from './cidr.ts';
export { IntOrPercentError, resolveIntOrPercent } from './int-or-percent.ts';
export { int64Of, nextInt64, parseInt64 } from './int64.ts';
export { formatIp, type IpAddress, isMappedIpv4, type ParseIpOptions, parseIp, unmapIp } from './ip-address.ts';
export {
  cidrWarnings,
  ipWarnings,
  type LegacyIpRules,
  validateCidr,
  validateIp,
  validateLegacyCidr,
  validateLegacyIp,
} from './validate-ip.ts';
