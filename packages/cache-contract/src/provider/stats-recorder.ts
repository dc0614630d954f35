import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { CacheOperation, LatencySummary, ProviderStats } from '../provider-stats.ts';

const nanosecondsPerMillisecond = 1_000_000;

/** Counts what a provider does. Its fields are the provider's to add to. */
export class StatsRecorder {
  hits = 0;
  misses = 0;
  sets = 0;
  deletes = 0;
  evictions = 0;
  expirations = 0;
  errors = 0;
  unreadable = 0;
  readonly #histograms = new Map<CacheOperation, RecordableHistogram>();

  /** Notes how long a call took, in milliseconds. About 100 ns: sample where calls take less. */
  record(operation: CacheOperation, milliseconds: number): void {
    let histogram = this.#histograms.get(operation);
    if (histogram === undefined) {
      histogram = createHistogram({ figures: 2 });
      this.#histograms.set(operation, histogram);
    }
    histogram.record(Math.max(1, Math.round(milliseconds * nanosecondsPerMillisecond)));
  }

  /** What was counted up to now. @param size Entries there now, where that is known. */
  snapshot(size: number | undefined): ProviderStats {
    const latency: Partial<Record<CacheOperation, LatencySummary>> = {};
    for (const [operation, histogram] of this.#histograms) latency[operation] = summarize(histogram);
    return {
      hits: this.hits,
      misses: this.misses,
      sets: this.sets,
      deletes: this.deletes,
      evictions: this.evictions,
      expirations: this.expirations,
      errors: this.errors,
      unreadable: this.unreadable,
      size,
      latency,
    };
  }
}

function summarize(histogram: RecordableHistogram): LatencySummary {
  return {
    count: histogram.count,
    p50: histogram.percentile(50) / nanosecondsPerMillisecond,
    p99: histogram.percentile(99) / nanosecondsPerMillisecond,
    max: histogram.max / nanosecondsPerMillisecond,
  };
}
