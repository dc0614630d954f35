import { vi } from 'vitest';
import { count, Faults, type Counts } from './faults.ts';
import { Judge } from './judge.ts';
import { Ledger } from './ledger.ts';
import { keys, nameOf, Operations } from './operations.ts';
import { Player, type Setting } from './players.ts';
import { Schedule } from './schedule.ts';
import { leaseTtl } from './times.ts';
import { TracedCalls } from './traced-calls.ts';
import { allRules, VirtualStore, type StoreRules } from './virtual-store.ts';

export interface HistoryOptions {
  readonly operations: readonly string[];
  /** How many steps the processes take. */
  readonly steps: number;
  /** Whether calls of the store fail, and time passes while calls are on their way. */
  readonly isTroubled: boolean;
  /** Whether nothing is replaced, so that each key is loaded once. */
  readonly isCold?: boolean | undefined;
  readonly counts: Counts;
  readonly rules?: StoreRules | undefined;
}

/** A history of a few processes with a cache each: what they do, and what is wrong with what they saw. */
export class History {
  readonly operations: Operations;
  readonly #schedule: Schedule;
  readonly #store: VirtualStore;
  readonly #judge: Judge;
  readonly #calls = new TracedCalls();
  readonly #options: HistoryOptions;
  readonly #setting: Setting;
  readonly #players: readonly Player[];
  readonly #operations: readonly string[];
  readonly #keys: readonly string[];
  /** Those that do something; the others only receive messages. */
  readonly #active: readonly Player[];
  /** How often a step begins before all others have ended. */
  readonly #eagerness: number;
  readonly #isTraced: boolean;

  constructor(seed: number, options: HistoryOptions) {
    const schedule = new Schedule(seed);
    const ledger = new Ledger();
    const rate = options.isTroubled && schedule.chance(0.7) ? schedule.pick([0.05, 0.2, 0.5]) : 0;
    const faults = new Faults(schedule, rate, options.counts);
    const maxPending = options.isTroubled && schedule.chance(0.1) ? 1 : 10_000;
    const maxQueuedEntries = options.isTroubled && schedule.chance(0.2) ? 1 : 10_000;
    this.#setting = { processes: 3, hasMemory: schedule.chance(0.8), maxPending, maxQueuedEntries };
    // Each history has some of the steps, so that they meet more often.
    const all = [...new Set(options.operations)];
    const kinds = new Set(options.isTroubled ? [...schedule.some(all, Math.min(3, all.length)), 'get'] : all);
    this.#operations = options.operations.filter((operation) => kinds.has(operation));
    this.#eagerness = schedule.pick([0.1, 0.3, 0.5]);
    schedule.messageDelay = schedule.pick([0, 0, 0.9]);
    this.#isTraced = schedule.chance(0.5);
    this.#options = options;
    this.#schedule = schedule;
    this.#store = new VirtualStore(schedule, ledger, faults, options.rules ?? allRules);
    this.#judge = new Judge(ledger, maxPending > 1);
    this.operations = new Operations(this.#store, this.#judge, this.#calls, options.counts, options.isCold === true);
    this.#players = Array.from({ length: 3 }, (_, process) => new Player(process, this.#store, this.#setting));
    this.#active = this.#players.slice(0, schedule.pick([1, 2, 3, 3]));
    this.#keys = keys.slice(0, schedule.pick([1, 2]));
  }

  /** Lets each process do something now and then, until all of it has ended. @returns What is wrong. */
  async run(): Promise<readonly string[]> {
    if (this.#isTraced) this.#calls.listen();
    try {
      // Half of the histories begin when all listen already: then memories are trusted from the start.
      if (this.#schedule.chance(0.5)) await this.#listen();
      await this.#play();
      if (this.#judge.complaints.length === 0) await this.#heal();
      await this.#close();
    } finally {
      this.#calls.stop();
      // Processes that crashed close nothing: their timers would keep them.
      vi.clearAllTimers();
    }
    return this.#judge.complaints;
  }

  /** What happened, to be read by whoever looks for a cause. */
  get lines(): readonly string[] {
    return this.#store.ledger.lines;
  }

  async #listen(): Promise<void> {
    const { faults } = this.#store;
    const { rate } = faults;
    faults.rate = 0;
    await this.#finish(Promise.all(this.#players.map(({ cache }) => cache.get('none'))));
    while (!this.#players.every(({ cache }) => cache.getStats().isListening)) await this.#advance();
    faults.rate = rate;
  }

  async #play(): Promise<void> {
    const { steps, isTroubled, counts } = this.#options;
    const under = new Set<Promise<void>>();
    let left = steps;
    let idle = 0;
    while (left > 0 || under.size > 0) {
      const { isIdle, random } = this.#schedule;
      if (left > 0 && (isIdle || random() < this.#eagerness)) {
        left -= 1;
        const operation = this.#schedule.pick(this.#operations);
        if (operation === 'time') {
          count(counts, operation);
          await vi.advanceTimersByTimeAsync(this.#schedule.pick([50, 400, 1_500, 4_000]));
          continue;
        }
        const player = this.#schedule.pick(this.#active);
        const key = this.#schedule.pick(this.#keys);
        if (!player.isAlive) continue;
        const work = this.operations.carryOut(operation, player, key).catch(() => {});
        under.add(work);
        void work.then(() => under.delete(work));
      } else if (isIdle) {
        await vi.advanceTimersByTimeAsync(Math.ceil(random() * 100));
        // A lost wake-up: nothing is under way, and no time makes it go on.
        if (++idle > 1_000) {
          this.#judge.complaints.push(`${under.size} calls never ended`);
          return;
        }
      } else if (isTroubled && random() < 0.02) {
        await vi.advanceTimersByTimeAsync(Math.ceil(random() * (random() < 0.8 ? 150 : 4_000)));
      } else this.#schedule.step();
      await turn();
    }
  }

  /** What must hold once nothing fails any more: nothing is left to do, and all processes agree. */
  async #heal(): Promise<void> {
    const { complaints } = this.#judge;
    const alive = this.#players.filter(({ isAlive }) => isAlive);
    this.#store.faults.stop();
    for (const { process } of alive) this.#store.recoverMessages(process);
    const isBusy = (): boolean => this.#store.lateWrites > 0 || alive.some(({ cache }) => !isSettled(cache.getStats()));
    for (let wait = 0; wait < 600 && (isBusy() || !this.#schedule.isIdle); wait++) await this.#advance();
    if (isBusy()) complaints.push(`left: ${JSON.stringify(alive.map(({ cache }) => cache.getStats()))}`);
    if ((await this.#finish(Promise.all(alive.map(({ cache }) => cache.flush())))) === undefined)
      complaints.push('flush did not end');
    await this.#compare(alive);
    // Its length, and a renewal that was on its way.
    for (let wait = 0; wait < 30; wait++) await this.#advance(leaseTtl / 20);
    for (const key of keys) {
      const { lease } = await this.#store.entries.acquire(nameOf(key), 1);
      if (lease === undefined) complaints.push(`the lease of ${key} outlives its load`);
    }
  }

  async #compare(alive: readonly Player[]): Promise<void> {
    const fresh = new Player(this.#setting.processes, this.#store, { ...this.#setting, hasMemory: false });
    for (const key of keys) {
      const wanted = await this.#finish(fresh.cache.get<string>(key));
      for (const { cache, process } of alive) {
        const from = this.#store.ledger.next();
        const calledAt = performance.now();
        const value = await this.#finish(cache.get<string>(key));
        // With more doubts than it may note, a process forgets what was refused.
        if (wanted !== undefined && value !== wanted && this.#setting.maxPending > 1)
          this.#judge.complaints.push(`${process} has "${value}" under ${key}, and the store "${wanted}"`);
        if (value === undefined) continue;
        const call = { what: 'get at the end', process, key: nameOf(key), value, from, calledAt };
        this.#judge.see({ ...call, source: 'remote', mayBeStale: false, isInTouch: true });
      }
    }
    await this.#finish(fresh.cache.close());
  }

  async #close(): Promise<void> {
    await this.#finish(Promise.all(this.#players.filter(({ isAlive }) => isAlive).map(({ cache }) => cache.close())));
  }

  /** Waits for work while all goes on. @returns `undefined` if it does not end. */
  async #finish<T>(work: Promise<T>): Promise<T | undefined> {
    const state = { isDone: false };
    const end = (): void => void (state.isDone = true);
    work.then(end, end);
    await turn();
    for (let wait = 0; wait < 2_000 && !state.isDone; wait++) await this.#advance(10);
    return state.isDone ? await work : undefined;
  }

  async #advance(milliseconds = 100): Promise<void> {
    if (this.#schedule.isIdle) await vi.advanceTimersByTimeAsync(milliseconds);
    while (!this.#schedule.isIdle) {
      this.#schedule.step();
      await turn();
    }
  }
}

function isSettled(stats: {
  readonly pending: number;
  readonly queued: number;
  readonly inFlightLoads: number;
}): boolean {
  return stats.pending === 0 && stats.queued === 0 && stats.inFlightLoads === 0;
}

/** Lets everything go on that waits for nothing. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
