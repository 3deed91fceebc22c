/** Cron schedules: parsed, and when they are due next. */
export { CronError } from './cron-field.ts';
export { type CronOptions, type CronSchedule, isTimeZone, parseCron } from './parse-cron.ts';
