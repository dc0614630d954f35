import type { CacheOperation, Milliseconds } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';

/** A call that is not measured. */
const unmeasured = -1;

/** Measures one call in so many of an operation, the first among them: to read the clock takes longer than to get. */
export class OperationMeter {
  readonly #recorder: StatsRecorder;
  readonly #operation: CacheOperation;
  readonly #interval: number;
  #callsUntilNext = 1;

  /** @param interval Of how many calls one is measured. */
  constructor(recorder: StatsRecorder, operation: CacheOperation, interval: number) {
    this.#recorder = recorder;
    this.#operation = operation;
    this.#interval = interval;
  }

  /** @returns What `stop` needs to know. */
  start(): Milliseconds {
    this.#callsUntilNext -= 1;
    return this.#callsUntilNext > 0 ? unmeasured : this.#startMeasuring();
  }

  stop(startedAt: Milliseconds): void {
    if (startedAt !== unmeasured) this.#recorder.record(this.#operation, performance.now() - startedAt);
  }

  #startMeasuring(): Milliseconds {
    this.#callsUntilNext = this.#interval;
    return performance.now();
  }
}
