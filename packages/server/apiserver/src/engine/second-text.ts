/** The current time in the format of the API, formatted at most once per second. */
import { formatTime } from '@kubets/machinery/time';

let second = Number.NaN;
let text = '';

/** RFC 3339 with whole seconds; `ms` since 1970. */
export function secondText(ms: number): string {
  const asked = Math.floor(ms / 1000);
  if (asked !== second) {
    second = asked;
    text = formatTime(ms);
  }
  return text;
}
