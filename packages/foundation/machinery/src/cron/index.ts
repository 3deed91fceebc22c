/** Cron schedules: parsing, the next time, and times in a zone. */
export { CronError } from './cron-field.ts';
export { type CronOptions, type CronSchedule, isTimeZone, parseCron } from './parse-cron.ts';
export { formatTimeIn } from './zoned-time.ts';
