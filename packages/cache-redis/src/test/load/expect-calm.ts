import { expect } from 'vitest';
import type { LoadReport } from './under-load.ts';

/** What must hold of calls under load, whatever happens: all end in time, and none tells anything wrong. */
export function expectCalm(report: LoadReport): void {
  const { calls, faults, errors, lateness } = report;
  expect(faults).toEqual([]);
  expect(errors.other ?? 0).toBe(0);
  expect(lateness[Math.floor(calls / 1_000)]).toBeLessThanOrEqual(50);
  expect(lateness[0]).toBeLessThanOrEqual(250);
}
