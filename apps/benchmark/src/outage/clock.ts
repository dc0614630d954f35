import process from 'node:process';

/** Milliseconds by the machine's monotonic clock, which all processes share. */
export function sharedClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
