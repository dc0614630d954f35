import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import type { Budget } from './budget.ts';

/** What the shared tiers have missed. */
export interface Missed {
  readonly keys: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
}

export interface JournalSettings {
  /** How many keys, and how many tags, are remembered one by one. */
  readonly maxNames: number;
  /** The tag that everything has. */
  readonly everything: string;
  /** Makes up for it. @returns Was all of it made up for? */
  readonly makeUp: (missed: Missed) => Promise<boolean>;
  /** Told when something is missed for the first time, and when all is made up for. */
  readonly onChange: (isEmpty: boolean) => void;
}

/** Pause after an attempt that failed; and between attempts that nobody asks for. */
const pause: Milliseconds = 100;
const interval: Milliseconds = 500;

/**
 * What the shared tiers have missed while they were away, and must get before they are read again: keys to delete, tags to
 * invalidate. Values are not kept: when they could be written they would be old. What a process that dies has not made up
 * for is lost.
 */
export class Journal {
  readonly #settings: JournalSettings;
  #keys = new Set<string>();
  #tags = new Set<string>();
  #attempt: Promise<boolean> | undefined;
  #notBefore: Milliseconds = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: JournalSettings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0 && this.#tags.size === 0 && this.#attempt === undefined;
  }

  get size(): number {
    return this.#keys.size + this.#tags.size;
  }

  /** Notes what was missed. Past the bound it is everything. */
  miss(keys: Iterable<string>, tags: Iterable<string> = []): void {
    const { maxNames, everything, onChange } = this.#settings;
    if (!this.#tags.has(everything)) {
      for (const key of keys) this.#keys.add(key);
      for (const tag of tags) this.#tags.add(tag);
    }
    if (this.#keys.size > maxNames || this.#tags.size > maxNames) {
      this.#keys.clear();
      this.#tags = new Set([everything]);
    }
    this.#timer ??= setInterval(() => void this.#tryAgain(), interval).unref();
    onChange(false);
  }

  /** Makes up for what was missed. @returns Is nothing left? Then the tiers may be read. */
  async settle(budget: Budget): Promise<boolean> {
    if (this.isEmpty) return true;
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, budget.left, false);
    const isSettled = await Promise.race([this.#tryAgain(), late]);
    clearTimeout(timer);
    if (!isSettled) budget.spend(new CacheUnavailableError('what the tiers missed could not be made up for yet'));
    return isSettled;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tryAgain(): Promise<boolean> {
    if (this.#attempt !== undefined) return this.#attempt;
    if (performance.now() < this.#notBefore) return Promise.resolve(false);
    this.#attempt = this.#try().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  async #try(): Promise<boolean> {
    const missed = { keys: this.#keys, tags: this.#tags };
    this.#keys = new Set();
    this.#tags = new Set();
    const isMadeUp = await this.#settings.makeUp(missed).catch(() => false);
    if (!isMadeUp) {
      this.#notBefore = performance.now() + pause;
      this.miss(missed.keys, missed.tags);
      return false;
    }
    if (this.size > 0) return false;
    this.close();
    this.#settings.onChange(true);
    return true;
  }
}
