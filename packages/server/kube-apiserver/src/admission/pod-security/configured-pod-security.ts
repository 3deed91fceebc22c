/** Creates PodSecurity with settings. */
import type { PodSecuritySettings } from '@kubets/pod-security';
import type { CreatePlugin } from '../plugin-parts.ts';
import { podSecurity } from './pod-security.ts';
import { podSecurityMetrics } from './pod-security-metrics.ts';

export const configuredPodSecurity =
  (settings: PodSecuritySettings): CreatePlugin =>
  ({ clock, host, minorVersion }) =>
    podSecurity({ settings, metrics: podSecurityMetrics(host.metrics, minorVersion), clock, minorVersion });
