import type { Lease, Milliseconds } from '@modular-agent/cache-contract';
import { encodeRecord, isFresh, isUsable, remainingLife } from '../entries/entry-record.ts';
import type { Parts } from '../parts.ts';
import { Budget } from '../tiers/budget.ts';
import { complain } from '../tiers/complain.ts';
import type { Found } from '../tiers/shared-tiers.ts';
import { away, type Away } from '../tiers/tier.ts';
import { answerOf, type Answer } from './answer.ts';
import type { Flight } from './flight.ts';
import { Load } from './load.ts';
import type { LoadRequest } from './load-request.ts';

/** How long a process waits before it looks whether the one that loads is still there: at first, and at most. */
const firstLook: Milliseconds = 5;
const longestLook: Milliseconds = 200;

/** Reads an entry where it is shared, and loads it where it is not: alone among all processes, as far as they can be asked. */
export class ReadThrough {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The run of a flight. Rejects as the loader does, where there is no entry to serve in its place; and as a tier does, where
   * callers want to know.
   */
  async run(request: LoadRequest, flight: Flight): Promise<Answer> {
    const budget = new Budget(this.#parts.settings.tierTimeout);
    if (request.isForced) return await this.#lead(request, flight, budget, undefined);
    const found = await this.#readShared(request, budget);
    if (found === away) complain(this.#parts.settings, budget);
    const chosen = this.#choose(request, found);
    const best = chosen !== undefined && (await request.fits(chosen.value)) ? chosen : undefined;
    if (best !== undefined && request.accepts(best.record)) return answerOf(best);
    return await this.#leadOrServe(request, flight, budget, request.servesStale ? best : undefined);
  }

  /** Answers with what is stale, once that may be, while it goes on. */
  async #leadOrServe(request: LoadRequest, flight: Flight, budget: Budget, stale: Found | undefined): Promise<Answer> {
    const { softTimeout } = request.loading;
    if (stale === undefined || !isUsable(stale.record, Date.now())) {
      return await this.#lead(request, flight, budget, undefined);
    }
    const early = (): void => {
      this.#parts.counts.staleServed += 1;
      flight.answerEarly(answerOf(stale, 'loader-slow'));
    };
    const timer = softTimeout < Infinity ? setTimeout(early, softTimeout) : undefined;
    return await this.#lead(request, flight, budget, stale).finally(() => clearTimeout(timer));
  }

  /** What of an entry found in shared tiers, and the one in hand, may be served. */
  #choose({ name, scope, fallback }: LoadRequest, found: Found | undefined | Away): Found | undefined {
    if (found === away) return fallback ?? this.#parts.standIn?.find(name, scope);
    if (found !== undefined) return found;
    // It is nowhere else. If nothing was missed, it was only dropped there for room, or with its time.
    return fallback?.isTrusted === true && !isFresh(fallback.record, Date.now()) ? fallback : undefined;
  }

  /** Reads the shared tiers, and keeps what it finds in this process's memory. */
  async #readShared(request: LoadRequest, budget: Budget): Promise<Found | undefined | Away> {
    const { name, scope, among } = request;
    return await this.#filling(name, async (keep) => {
      const found = await this.#parts.shared.read(name, scope, budget, among);
      if (found !== away && found !== undefined) keep(found);
      return found;
    });
  }

  /** Lets a read fill this process's memory, unless something else is written meanwhile. */
  async #filling<T>(name: string, read: (keep: (found: Found) => void) => Promise<T>): Promise<T> {
    const { near, fills } = this.#parts;
    const marks = near?.begin();
    const fill = fills.begin(name);
    try {
      return await read((found) => {
        if (near === undefined || marks === undefined || fill.isDropped) return;
        const { record, value, stamp } = found;
        near.keep(name, value, encodeRecord(record), marks, remainingLife(record, Date.now()), stamp);
      });
    } finally {
      fills.end(fill);
    }
  }

  /** Becomes the one that loads; or waits for the one that does, and takes what that one wrote. */
  async #lead(request: LoadRequest, flight: Flight, budget: Budget, stale: Found | undefined): Promise<Answer> {
    const { news, counts } = this.#parts;
    const { name } = request;
    const listening = news.begin(name);
    let attempt = 1;
    let look = firstLook;
    let spare = budget;
    try {
      for (;;) {
        const lease = await this.#acquire(request, spare);
        if (lease === away) complain(this.#parts.settings, spare);
        if (lease !== undefined) {
          const readAgain = (): Promise<Found | undefined | Away> => this.#readShared(request, spare);
          return await new Load(this.#parts, request, flight).run({ lease, attempt, stale, budget: spare, readAgain });
        }
        if (look === firstLook) counts.followed += 1;
        request.onWait();
        const report = await listening.next(look * (0.5 + Math.random() / 2), flight.signal);
        look = Math.min(2 * look, longestLook);
        flight.signal.throwIfAborted();
        spare = new Budget(this.#parts.settings.tierTimeout);
        if (report === 'freed') attempt += 1;
        if (report !== 'written') continue;
        const found = await this.#readShared(request, spare);
        if (found === away || found === undefined || !request.accepts(found.record)) continue;
        if (await request.fits(found.value)) return answerOf(found);
      }
    } finally {
      news.end(name, listening);
    }
  }

  /** @returns `undefined` if another process has it; `away` if nobody can be asked, and each loads for itself. */
  async #acquire({ name, isForced, isStored }: LoadRequest, budget: Budget): Promise<Lease | Away | undefined> {
    const { coordinator, coordination, settings } = this.#parts;
    if (!isStored) return away;
    const { leases } = coordination;
    return await coordinator.use(budget, (options) =>
      isForced ? leases.take(name, settings.leaseTtl, options) : leases.acquire(name, settings.leaseTtl, options),
    );
  }
}
