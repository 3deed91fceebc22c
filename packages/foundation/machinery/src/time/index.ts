/** Timestamps and durations in the formats of the API. */
export { DurationError, formatDuration, parseDuration, parseDurationNanos } from './duration.ts';
export { humanDuration, shortHumanDuration } from './human-duration.ts';
export { formatMicroTime, formatTime, parseTime } from './timestamps.ts';
