/** Times and sizes of the store on the command line, or commander's own complaint. */
import { isQuantity, parseQuantity, wholeValue } from '@kubets/machinery/quantity';
import { DurationError, parseDuration } from '@kubets/machinery/time';
import { InvalidArgumentError } from 'commander';

const leastHistory = 1000;

/** Milliseconds, from Go's syntax: `24h`, `1h30m`. */
export function historyDuration(text: string): number {
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= leastHistory) return milliseconds;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new InvalidArgumentError("It must be a duration of at least a second, as '90m' or '24h'.");
}

const leastQuota = 2 ** 24;

/** Bytes, from a quantity of Kubernetes: `8Gi`, `500M`. */
export function quotaBytes(text: string): number {
  const bytes = isQuantity(text) ? wholeValue(parseQuantity(text)) : 0;
  if (bytes >= leastQuota && bytes < 2 ** 50) return bytes;
  throw new InvalidArgumentError("It must be a size of at least 16Mi, as '8Gi'.");
}
