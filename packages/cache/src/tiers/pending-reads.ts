import type { KeptValue, Milliseconds } from '@modular-agent/cache-contract';
import { sealValue, type Snapshot } from '@modular-agent/cache-contract/provider';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { SharedTier } from './shared-tier.ts';
import { TierFailure } from './tier-failure.ts';

/** The names of the tiers to use; all if absent. */
export type TierNames = ReadonlySet<string> | undefined;

/** A valid entry that a tier has, fresh or in its grace. */
export interface TierHit {
  /** Gives each reader what it may have. */
  readonly value: Pick<KeptValue, 'read'>;
  readonly record: EntryRecord;
  /** The tier's name. */
  readonly source: string;
}

/** Entries of several keys. */
export interface SharedHits {
  readonly hits: ReadonlyMap<string, TierHit>;
  /** Why some may be missing. */
  readonly failure: TierFailure | undefined;
}

/** The result of a read: a failure if there may be an entry that could not be read. */
export type Found = TierHit | TierFailure | undefined;

/** A key to read. */
export interface TierRead {
  readonly key: string;
  readonly namespace: Namespace;
}

/** Returns what a caller wants of the result of a read. @param now The store's clock. */
export type UseFound<T> = (found: Found, now: Milliseconds) => T;

/** A read that is under way. */
export interface PendingRead extends TierRead {
  /** The reason if an entry may be missing. */
  failure: TierFailure | undefined;
  readonly settle: (found: Found, now: Milliseconds) => void;
  /** Ends the read if its value can't be given out. */
  readonly reject: (error: unknown) => void;
}

/** The read of one call. It holds nothing of the result once it is settled. */
export class GatheredRead<T = unknown> implements PendingRead {
  readonly key: string;
  readonly namespace: Namespace;
  failure: TierFailure | undefined;
  #use: UseFound<T> | undefined;
  #resolve: ((result: T) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(
    { key, namespace }: TierRead,
    use: UseFound<T>,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.key = key;
    this.namespace = namespace;
    this.#use = use;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settle(found: Found, now: Milliseconds): void {
    if (this.#use === undefined) return;
    try {
      this.#resolve?.(this.#use(found, now));
      this.#end();
    } catch (error) {
      this.reject(error);
    }
  }

  reject(error: unknown): void {
    this.#reject?.(error);
    this.#end();
  }

  #end(): void {
    this.#use = undefined;
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}

/** The results of the reads of one call. */
export class FoundTogether implements SharedHits {
  readonly hits: Map<string, TierHit> = new Map();
  failure: TierFailure | undefined;
  error: unknown;
}

/** One of several reads of a call. */
export class ReadOfMany implements PendingRead {
  readonly key: string;
  readonly namespace: Namespace;
  failure: TierFailure | undefined;
  readonly #together: FoundTogether;

  constructor(key: string, namespace: Namespace, together: FoundTogether) {
    this.key = key;
    this.namespace = namespace;
    this.#together = together;
  }

  settle(found: Found): void {
    if (found instanceof TierFailure) this.#together.failure ??= found;
    else if (found !== undefined) this.#together.hits.set(this.key, found);
  }

  reject(error: unknown): void {
    this.#together.error ??= error;
  }
}

/** An entry that a tier returned to this process alone. */
export class SharedHit implements TierHit {
  readonly value: Snapshot;
  readonly record: EntryRecord;
  readonly source: string;

  constructor({ name }: SharedTier, value: unknown, record: EntryRecord) {
    this.value = sealValue(value);
    this.record = record;
    this.source = name;
  }
}
