/** The clock of the host. Only this file reads the time of the host and sets its timers. */
import { type Clock, sleepOn, type Timer } from './clock.ts';

/** The maximum delay of a host timer. Longer delays use several timers. */
const maxHostDelayMs = 2 ** 31 - 1;

function setHostTimer(milliseconds: number, run: () => void): Timer {
  let handle: ReturnType<typeof setTimeout>;
  const arm = (left: number): void => {
    handle =
      left > maxHostDelayMs
        ? setTimeout(() => arm(left - maxHostDelayMs), maxHostDelayMs)
        : setTimeout(run, Math.max(0, left));
  };
  arm(milliseconds);
  const cancel = (): void => clearTimeout(handle);
  return { cancel, [Symbol.dispose]: cancel };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: setHostTimer,
  sleep: (milliseconds, signal) => sleepOn(systemClock, milliseconds, signal),
};
