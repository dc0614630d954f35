import type { Lease, Version } from '@modular-agent/cache-contract';
import { takeSnapshot } from '@modular-agent/cache-contract/provider';
import { draftRecord, jittered } from '../entries/drafts.ts';
import { encodeRecord, isUsable, type EntryRecord } from '../entries/entry-record.ts';
import { encodeNear } from '../entries/near-record.ts';
import { observed } from '../observation/channels.ts';
import type { Parts } from '../parts.ts';
import { Budget } from '../tiers/budget.ts';
import type { Found } from '../tiers/shared-tiers.ts';
import { away, type Away } from '../tiers/tier.ts';
import { answerOf, type Answer } from './answer.ts';
import type { Flight } from './flight.ts';
import { LeaseHold } from './lease-hold.ts';
import type { LoadRequest } from './load-request.ts';
import { runLoader, type Loaded } from './run-loader.ts';

/** In whose right a key is loaded, and with what in hand. */
export interface Turn {
  /** `away`: nobody could be asked, each loads for itself. */
  readonly lease: Lease | Away;
  /** 1, and one more for each that failed before. */
  readonly attempt: number;
  /** What is served where the loader fails. */
  readonly stale: Found | undefined;
  readonly budget: Budget;
  /** Looks once more whether another has written it. */
  readonly readAgain: () => Promise<Found | undefined | Away>;
}

/** What stands beside what is written. */
type Marks = ReturnType<NonNullable<Parts['near']>['begin']>;

/** One run of a loader, by the one that may: its result is answered at once, and stored while the callers go on. */
export class Load {
  readonly #parts: Parts;
  readonly #request: LoadRequest;
  readonly #flight: Flight;

  constructor(parts: Parts, request: LoadRequest, flight: Flight) {
    this.#parts = parts;
    this.#request = request;
    this.#flight = flight;
  }

  /** Rejects as the loader does, where there is nothing to serve in its place. */
  async run({ lease, attempt, stale: before, budget, readAgain }: Turn): Promise<Answer> {
    const { shared, coordination, settings, near, fills, background } = this.#parts;
    const { name, isStored, isForced, accepts, fits, servesStale } = this.#request;
    const hold = lease === away ? undefined : new LeaseHold(coordination.leases, lease, settings.leaseTtl);
    const fill = fills.begin(name);
    const marks = near?.begin();
    let stored: Promise<unknown> | undefined;
    try {
      // Another may have written it before it gave the lease back. What is asked last is newer than what was asked first.
      const [read, mark]: readonly [Found | undefined | Away, Version | Away] = await Promise.all([
        lease === away || isForced ? undefined : readAgain(),
        isStored ? shared.mark(budget) : away,
      ]);
      const found = read !== undefined && read !== away && (await fits(read.value)) ? read : undefined;
      if (found !== undefined && accepts(found.record)) return answerOf(found);
      const stale = found === undefined || !servesStale ? before : found;
      const { answer, record } = await this.#load(stale, attempt, mark);
      if (record === undefined || answer.value === undefined) return answer;
      stored = this.#store(answer.value.read(), record, lease, marks, () => fill.isDropped);
      return { ...answer, record };
    } finally {
      fills.end(fill);
      background.add(this.#end(hold, stored));
    }
  }

  /** Gives the lease back when all is stored. Those who wait are told if nothing was. */
  async #end(hold: LeaseHold | undefined, stored: Promise<unknown> | undefined): Promise<void> {
    const { shared, settings } = this.#parts;
    await stored;
    if (hold === undefined) return;
    if (stored === undefined) shared.announceFreed(this.#request.name, new Budget(settings.tierTimeout));
    await hold.end(settings.tierTimeout);
  }

  /** The loader's answer, and how it is to be noted if it is to be stored; or the stale entry, where it fails. */
  async #load(
    stale: Found | undefined,
    attempt: number,
    mark: Version | Away,
  ): Promise<{ readonly answer: Answer; readonly record: EntryRecord | undefined }> {
    const { settings, counts } = this.#parts;
    const { key: asked, isStored } = this.#request;
    try {
      const loaded = await this.#runLoader(stale, attempt);
      const value =
        loaded.value === undefined ? undefined : takeSnapshot(loaded.value, { provider: settings.name, key: asked });
      const answer: Answer = { value, record: undefined, source: 'loader', staleReason: undefined };
      return { answer, record: loaded.isStored && isStored ? this.#recordOf(loaded, mark) : undefined };
    } catch (error) {
      if (stale === undefined || !isUsable(stale.record, Date.now()) || this.#flight.signal.aborted) throw error;
      counts.staleServed += 1;
      return { answer: answerOf(stale, 'loader-failed'), record: undefined };
    }
  }

  async #runLoader(stale: Found | undefined, attempt: number): Promise<Loaded> {
    const { settings, counts } = this.#parts;
    const { key, loader, loading } = this.#request;
    const hasStale = stale !== undefined && isUsable(stale.record, Date.now());
    counts.loads += 1;
    try {
      const order = {
        cache: settings.name,
        key,
        loader,
        loaderTimeout: loading.loaderTimeout,
        signal: this.#flight.signal,
        stale: hasStale ? takeSnapshot(stale.value, {}).read() : undefined,
        attempt,
        onGivenUp: () => this.#flight.giveUp(),
      };
      return await observed('load', settings.name, key, () => runLoader(order));
    } catch (error) {
      counts.loadErrors += 1;
      throw error;
    }
  }

  /** @throws CacheOptionError if the tags are too many to be kept. */
  #recordOf({ ttl, tags }: Loaded, mark: Version | Away): EntryRecord {
    const { loading, tags: usual } = this.#request;
    return draftRecord({
      ttl: ttl ?? jittered(loading.ttl, this.#parts.settings.jitter),
      grace: loading.grace,
      tags: tags ?? usual,
      mark: mark === away ? undefined : mark,
    });
  }

  /** In this process's memory at once, then in the shared tiers; where they are away, in what stands in for them. */
  async #store(
    value: unknown,
    record: EntryRecord,
    lease: Lease | Away,
    marks: Marks | undefined,
    isOutdone: () => boolean,
  ): Promise<void> {
    const { near, shared, settings, news, standIn } = this.#parts;
    const { name, among } = this.#request;
    const metadata = encodeRecord(record);
    const ttl = record.ttl + record.grace;
    const stamp = lease === away ? undefined : lease.token;
    const isNear = near !== undefined && marks !== undefined && !near.isHome && (among?.has(near.name) ?? true);
    if (isNear && !isOutdone()) near.keep(name, value, metadata, marks, ttl, stamp);
    const standInMarks = standIn?.begin();
    const standInNow = (): void => {
      if (standInMarks !== undefined && !isOutdone()) standIn?.keep(name, value, metadata, standInMarks, ttl);
    };
    if (stamp === undefined || record.mark === undefined) {
      shared.journal.miss([name]);
      return standInNow();
    }
    const budget = new Budget(settings.tierTimeout);
    const draft = { value, metadata: near?.isHome && marks ? encodeNear(metadata, marks) : metadata, ttl, stamp };
    const { isRefused, pending } = await shared.write(name, draft, budget, among);
    if (isRefused) near?.forget(name);
    // Those of this process who wait for it, as what was invalidated meanwhile kept them from joining.
    news.tell(name, 'written');
    if (isRefused) return;
    if (pending.length > 0) return standInNow();
    await shared.announceWritten([name], budget);
  }
}
