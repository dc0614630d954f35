import type { Milliseconds } from '@modular-agent/cache-contract';
import { TierFailure } from './tier-failure.ts';

/** A key under which a tier may have an entry that this process replaced or deleted. */
interface Doubt {
  /** Orders doubts and writes of this process. */
  readonly at: number;
  /** From then on (`performance.now()`) no earlier write of this process can land any more. */
  readonly safeFrom: Milliseconds;
}

export interface OutboxSettings {
  /** How many keys of a tier, and how many tags, are remembered one by one. */
  readonly maxPending: number;
  /** The tag of every entry. */
  readonly rootTag: string;
  /** Deletes keys from a tier, and tells the other processes. */
  readonly deleteKeys: (tier: string, keys: readonly string[]) => Promise<TierFailure | undefined>;
  /** Invalidates tags, and tells the other processes. */
  readonly invalidate: (tags: readonly string[]) => Promise<TierFailure | undefined>;
  /** Whether this process is writing the key: its deletion waits for that. */
  readonly isBeingWritten: (key: string) => boolean;
  /** Called when the first write is missed, and when all are made up for. */
  readonly onChange: (isEmpty: boolean) => void;
  /** Called when everything was invalidated, since too many keys were in doubt. */
  readonly onReset: () => void;
}

/** Pause of a tier after a failed attempt; pause between attempts that nobody asks for. */
const pause: Milliseconds = 100;
const interval: Milliseconds = 250;

/** How many keys, or tags, one call takes. */
const keysAtOnce = 500;
const tagsAtOnce = 5_000;

/**
 * Writes that shared tiers have missed: keys to delete, tags to invalidate. A value is never sent again, since it would be old.
 *
 * A key in doubt is not read from its tier by this process until it was deleted there; other keys are. A tag that waits to be
 * invalidated is invalid for this process. What a process that dies has not made up for is lost.
 *
 * More than `maxPending` keys in doubt after a tier was unavailable invalidate everything, once the tier is back. Past that
 * bound, a key whose write a tier refuses, or was too busy for, is forgotten: its older entry may be served again.
 */
export class Outbox {
  readonly #settings: OutboxSettings;
  readonly #doubts = new Map<string, Map<string, Doubt>>();
  /** By tag, when it was noted last. */
  readonly #tags = new Map<string, number>();
  readonly #notBefore = new Map<string, Milliseconds>();
  #clock = 0;
  /** A number that moves on whenever all is made up for: what stood in for the tiers until then is given up. */
  era = 0;
  #isResetting = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
  }

  /** How many keys and tags wait. */
  get size(): number {
    let size = this.#tags.size;
    for (const doubts of this.#doubts.values()) size += doubts.size;
    return size;
  }

  /** A moment in the order of doubts and writes. */
  now(): number {
    return this.#clock;
  }

  hasDoubts(tier: string): boolean {
    return (this.#doubts.get(tier)?.size ?? 0) > 0;
  }

  isInDoubt(tier: string, key: string): boolean {
    return this.#doubts.get(tier)?.has(key) ?? false;
  }

  /** Whether one of these tags waits to be invalidated. */
  isInvalid(tags: readonly string[]): boolean {
    return this.#tags.size > 0 && tags.some((tag) => this.#tags.has(tag));
  }

  /**
   * Notes that a tier may have an older entry.
   *
   * @param landsUntil Time (`performance.now()`) until which the failed write may land.
   * @returns Whether it was noted; if not, this process may serve the older entry again.
   */
  recordKey(failure: TierFailure, key: string, landsUntil: Milliseconds = 0): boolean {
    const { maxPending, rootTag, onChange } = this.#settings;
    let doubts = this.#doubts.get(failure.tier);
    if (doubts === undefined) this.#doubts.set(failure.tier, (doubts = new Map()));
    const before = doubts.get(key);
    this.#clock += 1;
    if (before === undefined && doubts.size >= maxPending) {
      if (failure.kind === 'refused' || failure.kind === 'busy') return false;
      this.#isResetting = true;
      doubts.clear();
      this.#tags.set(rootTag, this.#clock);
    } else if (!this.#isResetting) {
      const safeFrom = Math.max(before?.safeFrom ?? 0, landsUntil);
      doubts.set(key, { at: this.#clock, safeFrom });
    } else {
      // An invalidation that is on its way may come before what was missed.
      this.#tags.set(rootTag, this.#clock);
    }
    this.#start();
    onChange(false);
    return true;
  }

  recordTags(tags: readonly string[]): void {
    const { maxPending, rootTag, onChange } = this.#settings;
    this.#clock += 1;
    for (const tag of tags) this.#tags.set(tag, this.#clock);
    if (this.#tags.size > maxPending) {
      this.#tags.clear();
      this.#tags.set(rootTag, this.#clock);
    }
    this.#start();
    onChange(false);
  }

  /**
   * A write of the key that began at that moment has replaced what was in doubt before; not if another write of this process is
   * under way, which may land after it.
   */
  resolveKey(tier: string, key: string, began: number): void {
    const doubts = this.#doubts.get(tier);
    const doubt = doubts?.get(key);
    if (doubts === undefined || doubt === undefined || doubt.at > began || doubt.safeFrom > performance.now()) return;
    if (!this.#settings.isBeingWritten(key)) return this.#remove(tier, key);
    this.#clock += 1;
    doubts.set(key, { ...doubt, at: this.#clock });
  }

  /** Deletes one key in doubt now. @returns Whether the tier may be read. */
  async settleKey(tier: string, key: string): Promise<boolean> {
    if ((this.#notBefore.get(tier) ?? 0) > performance.now()) return false;
    await this.#deleteKeys(tier, [key]);
    if (this.isInDoubt(tier, key)) return false;
    // The tier is back.
    if (this.size > 0) void this.drain();
    return true;
  }

  /** Makes up for all that can be made up for now. */
  async drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => (this.#draining = undefined));
    await this.#draining;
  }

  /** Sends nothing by itself any more. */
  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  #start(): void {
    if (!this.#isClosed) this.#timer ??= setInterval(() => void this.drain(), interval).unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #drain(): Promise<void> {
    while (this.#tags.size > 0) {
      const tags = [...this.#tags.keys()].slice(0, tagsAtOnce);
      const began = this.#clock;
      if ((await this.#settings.invalidate(tags)) !== undefined) return;
      for (const tag of tags) {
        if ((this.#tags.get(tag) ?? 0) <= began) this.#tags.delete(tag);
      }
    }
    if (this.#isResetting) {
      this.#isResetting = false;
      this.#settings.onReset();
    }
    for (const [tier, doubts] of this.#doubts) {
      const keys = [...doubts.keys()];
      for (let first = 0; first < keys.length; first += keysAtOnce) {
        if (!(await this.#deleteKeys(tier, keys.slice(first, first + keysAtOnce)))) break;
      }
    }
    this.#endIfEmpty();
  }

  /** @returns Whether the tier took them. */
  async #deleteKeys(tier: string, keys: readonly string[]): Promise<boolean> {
    const { deleteKeys, isBeingWritten } = this.#settings;
    const doubts = this.#doubts.get(tier);
    const now = performance.now();
    const began = this.#clock;
    const due = keys.filter((key) => (doubts?.get(key)?.safeFrom ?? Infinity) <= now && !isBeingWritten(key));
    if (due.length === 0) return true;
    if ((await deleteKeys(tier, due)) !== undefined) {
      this.#notBefore.set(tier, performance.now() + pause);
      return false;
    }
    for (const key of due) {
      const doubt = doubts?.get(key);
      if (doubt !== undefined && doubt.at <= began) this.#remove(tier, key);
    }
    return true;
  }

  #remove(tier: string, key: string): void {
    this.#doubts.get(tier)?.delete(key);
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.size > 0 || this.#timer === undefined) return;
    this.#stop();
    this.era += 1;
    this.#settings.onChange(true);
  }
}
