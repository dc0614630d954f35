import { expect, it } from 'vitest';
import { mergeSamples } from './merge-samples.ts';

const sample = { operations: 10, elapsed: 100, failures: 0, misses: 1, cpu: 5 };
const latency = { count: 11, p50: 1, p99: 2, max: 3 };

it('counts what all processes did, and tells the times of the slowest', () => {
  const slow = { ...sample, elapsed: 300, failures: 2, loads: 1, latency: { ...latency, p99: 9 } };
  expect(mergeSamples([{ ...sample, loads: 0, latency }, slow])).toEqual({
    operations: 20,
    elapsed: 300,
    failures: 2,
    misses: 2,
    cpu: 10,
    loads: 1,
    latency: { count: 22, p50: 1, p99: 9, max: 3 },
  });
});

it('leaves the sample of one process as it is', () => {
  const burst = { alone: 1, heap: 2 };
  expect(mergeSamples([{ ...sample, burst }])).toEqual({ ...sample, burst });
});
