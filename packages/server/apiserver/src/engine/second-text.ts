/** The time as the API writes it, for those who ask many times a second: made once a second. */
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
