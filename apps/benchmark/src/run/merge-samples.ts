import type { Sample } from '../workload/sample.ts';

/**
 * Merges the samples of one contender's processes in a round: counts and processor time are sums, times are those of the
 * slowest process. The merged p99 is therefore an upper bound.
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
