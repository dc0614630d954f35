import type { Sample } from '../workload/sample.ts';

/**
 * What several processes of one contender did in the same round, as one sample: counts and processor time of all, times of the
 * slowest. The p99 of the slowest process is at least that of all calls together.
 */
export function mergeSamples(samples: readonly Sample[]): Sample {
  return samples.reduce(merge);
}

function merge(a: Sample, b: Sample): Sample {
  const latency = a.latency && b.latency && mergeLatencies(a.latency, b.latency);
  return {
    operations: a.operations + b.operations,
    elapsed: Math.max(a.elapsed, b.elapsed),
    failures: a.failures + b.failures,
    misses: a.misses + b.misses,
    cpu: a.cpu + b.cpu,
    ...(latency !== undefined && { latency }),
    ...(a.loads !== undefined && b.loads !== undefined && { loads: a.loads + b.loads }),
  };
}

function mergeLatencies(a: NonNullable<Sample['latency']>, b: NonNullable<Sample['latency']>) {
  return {
    count: a.count + b.count,
    p50: Math.max(a.p50, b.p50),
    p99: Math.max(a.p99, b.p99),
    max: Math.max(a.max, b.max),
  };
}
