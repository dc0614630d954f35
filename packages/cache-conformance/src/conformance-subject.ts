import type { CacheProvider, Duration, Milliseconds } from '@modular-agent/cache-contract';
import type { ProviderCapabilities } from './provider-capabilities.ts';

/** Options that a test asks a provider to be made with. */
export interface ProviderOverrides {
  /** Default: the provider's own, 1 hour. */
  readonly defaultTtl?: Duration;
}

/** One provider under test, with an empty store, and what moves its world. */
export interface ConformanceSubject {
  /** The suite closes it. */
  readonly provider: CacheProvider;
  /** Lets this much time pass for the provider's entries. Waits for it where a server owns the clock. */
  advance(milliseconds: Milliseconds): Promise<void>;
  /** How long an entry still lives, `Infinity` for one without expiry. For `clock: 'real'`. */
  remainingTtl?(key: string): Promise<Milliseconds>;
  /** Another provider, apart from the first, in the same store. For `sharedStore`. The suite closes it. */
  createNeighbor?(): Promise<CacheProvider>;
  /** Undoes what creating this subject did. Called once, after the providers were closed. */
  dispose?(): Promise<void> | void;
}

/** A provider as its author presents it to the suite. */
export interface ConformanceTarget {
  /** What the tests are grouped under. */
  readonly name: string;
  readonly capabilities: ProviderCapabilities;
  /** Makes a provider for one test. Rejects with the provider's own error where its options are refused. */
  create(overrides: ProviderOverrides): Promise<ConformanceSubject>;
}
