/** The options of `kubets up`, and parsers for their values. */
import { isIP } from 'node:net';
import { parseRelease, type Release } from '@kubets/api/releases';
import { DurationError, parseDuration } from '@kubets/machinery/time';
import { InvalidArgumentError } from 'commander';
import type { RuntimeKind } from '../cluster/settings.ts';
import type { InstallMode } from '../host/install-host.ts';

export interface UpFlags {
  readonly name: string;
  readonly dataDir?: string;
  readonly port?: number;
  readonly bind?: string;
  readonly advertiseAddress?: string;
  readonly store?: string;
  readonly serviceClusterIpRange?: string;
  readonly history?: number;
  readonly quota?: number;
  readonly join?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly caHash?: string;
  readonly pki?: string;
  readonly nodes?: number;
  readonly runtime?: RuntimeKind;
  readonly criSocket?: string;
  readonly kubeconfig?: string;
  readonly detach?: boolean;
  /** Whether kubets is restarted when it crashes. */
  readonly restart: boolean;
  readonly install?: InstallMode;
  readonly httpWorkers?: number;
  /** The release of Kubernetes to emulate. */
  readonly emulatedVersion?: Release;
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
  readonly admissionControlConfigFile?: string;
  readonly featureGates?: string;
  readonly runtimeConfig?: string;
  readonly logLevel: string;
}

/** Returns a parser for an integer between two bounds. It throws commander's InvalidArgumentError. */
export function integerOption(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
    return number;
  };
}

/** Names separated by commas. A repeated option adds names; an empty text is an empty list. */
export function nameList(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...text.split(',').filter((name) => name !== '')];
}

/** An IP address to listen on. Throws commander's InvalidArgumentError. */
export function ipAddress(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('It must be an IP address of this machine, 0.0.0.0 or ::.');
  return text;
}

/** A release of Kubernetes to emulate: `1.36`. Throws commander's InvalidArgumentError. */
export function emulatedRelease(text: string): Release {
  const release = parseRelease(text);
  if (typeof release === 'string') return release;
  throw new InvalidArgumentError(release.problem);
}

/** Parses `90s`, `30m` or `2h`, at most a day. Returns seconds. Throws commander's InvalidArgumentError. */
export function durationSeconds(text: string): number {
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= 1000 && milliseconds <= 86_400_000) return milliseconds / 1000;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new InvalidArgumentError("It must be a duration from 1s to 24h, for example '90s', '30m' or '2h'.");
}
