import { expect, it } from 'vitest';
import { StatsRecorder } from './stats-recorder.ts';

it('summarises latency by operation in milliseconds, and lists only what was measured', () => {
  const recorder = new StatsRecorder();
  for (let call = 1; call <= 100; call++) recorder.record('get', call);
  const { latency } = recorder.snapshot(undefined);
  expect(Object.keys(latency)).toEqual(['get']);
  expect(latency.get?.count).toBe(100);
  expect(latency.get?.p50).toBeCloseTo(50, -1);
  expect(latency.get?.p99).toBeCloseTo(99, -1);
  expect(latency.get?.max).toBeCloseTo(100, -1);
});

it('hands out a snapshot that later calls do not change', () => {
  const recorder = new StatsRecorder();
  recorder.hits += 1;
  const before = recorder.snapshot(3);
  recorder.hits += 1;
  expect(before).toMatchObject({ hits: 1, misses: 0, size: 3 });
});
