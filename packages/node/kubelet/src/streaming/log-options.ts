/** What `kubectl logs` asks for: the query of a log request, checked as upstream checks PodLogOptions. */
import { parseTime } from '@kubets/machinery/time';

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Only lines at or after this instant, ms since the epoch. */
  readonly since?: number;
  /** Only so many lines before the end. */
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly stream: 'All' | 'Stdout' | 'Stderr';
}

export type LogOptionsResult =
  | { readonly valid: true; readonly options: LogOptions }
  | { readonly valid: false; readonly message: string };

const yes = (value: string | null): boolean => value === 'true' || value === '1';

/** A whole number of at least `least`; undefined when absent. */
function wholeNumber(value: string | null, name: string, least: number): number | undefined {
  if (value === null || value === '') return undefined;
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || number < least)
    throw new InvalidOption(
      `${name}: Invalid value: ${JSON.stringify(value)}: must be greater than or equal to ${least}`,
    );
  return number;
}

class InvalidOption extends Error {
  override readonly name = 'InvalidOption';
}

function sinceOf(query: URLSearchParams, now: number): number | undefined {
  const seconds = wholeNumber(query.get('sinceSeconds'), 'sinceSeconds', 1);
  const time = query.get('sinceTime');
  if (seconds !== undefined && time)
    throw new InvalidOption('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (seconds !== undefined) return now - seconds * 1000;
  if (!time) return undefined;
  const parsed = parseTime(time);
  if (parsed === undefined) throw new InvalidOption(`sinceTime: Invalid value: ${JSON.stringify(time)}`);
  return parsed;
}

function read(query: URLSearchParams, now: number): LogOptions {
  const since = sinceOf(query, now);
  const tailLines = wholeNumber(query.get('tailLines'), 'tailLines', 0);
  const limitBytes = wholeNumber(query.get('limitBytes'), 'limitBytes', 1);
  const stream = query.get('stream') ?? 'All';
  if (stream !== 'All' && stream !== 'Stdout' && stream !== 'Stderr')
    throw new InvalidOption(
      `stream: Unsupported value: ${JSON.stringify(stream)}: supported values: "All", "Stderr", "Stdout"`,
    );
  return {
    follow: yes(query.get('follow')),
    previous: yes(query.get('previous')),
    timestamps: yes(query.get('timestamps')),
    stream,
    ...(since === undefined ? {} : { since }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

export function parseLogOptions(query: URLSearchParams, now: number): LogOptionsResult {
  try {
    return { valid: true, options: read(query, now) };
  } catch (error) {
    if (error instanceof InvalidOption) return { valid: false, message: error.message };
    throw error;
  }
}
