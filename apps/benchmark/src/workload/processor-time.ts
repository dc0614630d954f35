import process from 'node:process';

/** Starts a clock of this process's processor time. @returns Reads it, in milliseconds. */
export function startProcessorClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
}
