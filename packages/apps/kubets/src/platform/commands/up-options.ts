/** What `kubets up` can be told, and what it means. */
import { isIP } from 'node:net';
import { DurationError, parseDuration } from '@kubets/machinery/time';
import { InvalidArgumentError } from 'commander';
import type { RuntimeKind } from '../cluster/settings.ts';
import type { InstallMode } from './install-host.ts';

export interface UpFlags {
  readonly name: string;
  readonly dataDir?: string;
  readonly port?: number;
  readonly bind?: string;
  readonly advertiseAddress?: string;
  readonly store?: string;
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
  /** Whether it is started again when it dies. */
  readonly restart: boolean;
  readonly install?: InstallMode;
  readonly httpWorkers?: number;
  readonly logLevel: string;
}

/** A whole number between two bounds, or commander's own complaint. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };
}

/** An address to listen on, or commander's own complaint. */
export function ipAddress(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('It must be an IP address of this machine, or 0.0.0.0.');
  return text;
}

/** `90s`, `30m`, `2h` in seconds, a day at most, or commander's own complaint. */
export function seconds(text: string): number {
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= 1000 && milliseconds <= 86_400_000) return milliseconds / 1000;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new InvalidArgumentError('It must be like 90s, 30m or 2h, and a day at most.');
}
