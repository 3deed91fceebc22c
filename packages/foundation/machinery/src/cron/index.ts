/** Cron schedules: parsing, and the next time. */
export { CronError } from './cron-field.ts';
export { type CronOptions, type CronSchedule, isTimeZone, parseCron } from './parse-cron.ts';
