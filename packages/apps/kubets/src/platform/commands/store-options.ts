/** Parsers for durations and sizes on the command line. They throw commander's InvalidArgumentError. */
import { isQuantity, parseQuantity, wholeValue } from '@kubets/machinery/quantity';
import { DurationError, parseDuration } from '@kubets/machinery/time';
import { InvalidArgumentError } from 'commander';

const minHistoryMs = 1000;

/** Returns milliseconds. Takes Go's syntax: `24h`, `1h30m`. */
export function historyDuration(text: string): number {
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= minHistoryMs) return milliseconds;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new InvalidArgumentError("It must be a duration of at least 1s, for example '90m' or '24h'.");
}

const minQuotaBytes = 2 ** 24;

/** Returns bytes. Takes a Kubernetes quantity: `8Gi`, `500M`. */
export function quotaBytes(text: string): number {
  const bytes = isQuantity(text) ? wholeValue(parseQuantity(text)) : 0;
  if (bytes >= minQuotaBytes && bytes < 2 ** 50) return bytes;
  throw new InvalidArgumentError("It must be a size of at least 16Mi, for example '8Gi'.");
}
