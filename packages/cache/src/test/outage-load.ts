import { LoopDelay } from '@modular-agent/redis-testing';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cache, CacheResult } from '../index.ts';

/** One call under load. */
export interface CallRecord {
  /** Phase in which it was made. */
  readonly phase: string;
  /** Its duration, less the delay of the process itself. */
  readonly took: number;
  /** Source of its answer: a tier, or `loader`. */
  readonly source: string;
  readonly error: unknown;
}

/** Result of a loader: the state of the world that it saw. */
interface Loaded {
  readonly key: string;
  readonly state: number;
}

/** Every 5 ms a call: 200 a second. */
const tick = 5;
const keys = 20;
/** Every so many calls something changes in the world, and is invalidated. */
const changeEvery = 25;

/**
 * Asks a cache for values at a steady pace, whatever becomes of the calls. Now and then a value changes where it comes from, and
 * is invalidated or deleted: what is answered to calls that are made afterwards must not be older.
 */
export class OutageLoad {
  readonly records: CallRecord[] = [];
  /** Answers that must not be given. */
  readonly faults: string[] = [];
  readonly #cache: Cache;
  readonly #phase: () => string;
  readonly #loaderTakes: number;
  readonly #loopDelay: LoopDelay = new LoopDelay();
  readonly #states: number[] = Array.from({ length: keys }, () => 0);
  /** Up to which state it was said that what is older is invalid. */
  readonly #invalidated: number[] = Array.from({ length: keys }, () => 0);
  readonly #running = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #turn = 0;

  /** @param phase Name of the present phase, for the records. */
  constructor(cache: Cache, loaderTakes: number, phase: () => string) {
    this.#cache = cache;
    this.#loaderTakes = loaderTakes;
    this.#phase = phase;
    this.#timer = setInterval(() => {
      const turn = this.#turn++;
      this.#start(this.#call(turn % keys));
      if (turn % changeEvery === 0) this.#start(this.#change(turn, (turn / changeEvery) % keys));
    }, tick);
  }

  /** Resolves when all calls have ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    this.#loopDelay.stop();
  }

  #start(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #call(index: number): Promise<void> {
    const phase = this.#phase();
    const least = this.#invalidated[index] ?? 0;
    const started = performance.now();
    let result: CacheResult<Loaded> | undefined;
    let error: unknown;
    try {
      result = await this.#cache.getOrSetEntry(`key ${index}`, () => this.#load(index), { tags: [`tag ${index}`] });
    } catch (failure) {
      error = failure;
    }
    const now = performance.now();
    const took = now - started - this.#loopDelay.within(started, now);
    this.records.push({ phase, took, source: result?.source ?? 'none', error });
    if (result === undefined) return;
    const { key, state } = result.value;
    if (key !== `key ${index}` || state < least) {
      this.faults.push(`key ${index}, ${phase}: state ${state} of ${key} from ${result.source} after ${least}`);
    }
  }

  async #load(index: number): Promise<Loaded> {
    const state = this.#states[index] ?? 0;
    await wait(this.#loaderTakes);
    return { key: `key ${index}`, state };
  }

  async #change(turn: number, index: number): Promise<void> {
    const state = (this.#states[index] ?? 0) + 1;
    this.#states[index] = state;
    if (turn % 2 === 0) await this.#cache.invalidateTags([`tag ${index}`]);
    else await this.#cache.delete(`key ${index}`);
    this.#invalidated[index] = Math.max(this.#invalidated[index] ?? 0, state);
  }
}
