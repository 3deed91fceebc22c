/** The options of PodSecurity, and its audit annotations. */
import type { Clock } from '@kubets/base';
import type { PodSecuritySettings } from '@kubets/pod-security';
import type { PodSecurityMetrics } from './pod-security-metrics.ts';

export interface PodSecurityOptions {
  readonly settings: PodSecuritySettings;
  readonly metrics: PodSecurityMetrics;
  readonly clock: Clock;
  /** The minor version of this server. */
  readonly minorVersion: number;
}

export const annotationPrefix = 'pod-security.kubernetes.io/';
