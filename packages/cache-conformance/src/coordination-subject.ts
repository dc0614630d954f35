import type { CacheProvider, Milliseconds } from '@modular-agent/cache-contract';

/** What coordination may do differently. The suite holds it to what is declared here. */
export interface CoordinationCapabilities {
  /**
   * `fake`: `advance` moves a clock that the provider reads, so that tests are exact to a millisecond. `real`: `advance`
   * waits, 60 ms at most, and `remainingHold` says what can't be waited for.
   */
  readonly clock: 'fake' | 'real';
  /** Does it reach other processes, or the callers of `one` alone? With `many` a subject has `createPeer`. */
  readonly processes: 'one' | 'many';
  /** Has it `entries` of its own? Default: true. Those that are derived from the provider's calls are tested in any case. */
  readonly entries?: boolean | undefined;
}

/** One provider with coordination under test, with an empty store, and what moves its world. */
export interface CoordinationSubject {
  /** Has `coordination`. The suite closes it. */
  readonly provider: CacheProvider;
  /** What another process would make to coordinate with the first: the same store under the same names. For `many`. The suite closes it. */
  createPeer?(): Promise<CacheProvider>;
  /** Lets this much time pass for leases and for the age of tags. Waits for it where a server owns the clock. */
  advance(milliseconds: Milliseconds): Promise<void>;
  /** How long a lease of this key is still held. For `clock: 'real'`. */
  remainingHold?(key: string): Promise<Milliseconds>;
  /** Undoes what creating this subject did. Called once, after the providers were closed. */
  dispose?(): Promise<void> | void;
}

/** Coordination as its author presents it to the suite. */
export interface CoordinationTarget {
  /** What the tests are grouped under. */
  readonly name: string;
  readonly capabilities: CoordinationCapabilities;
  /** Makes a provider for one test. */
  create(): Promise<CoordinationSubject>;
}
