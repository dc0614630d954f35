import { throwIfConfigured, type CacheContext } from '../cache-context.ts';
import { isFresh, isUsable } from '../entries/entry-record.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { TierHit } from '../tiers/pending-reads.ts';
import type { HeldLeases } from '../tiers/tier-stack.ts';
import type { Milliseconds } from '@modular-agent/cache-contract';
import { addWaits } from '../in-flight/load-chain.ts';
import type { Reads } from '../reads/reads.ts';
import type { LoadParts, ReadMoment, SharedRead } from './load-plan.ts';
import { forManyReaders, resultOfHit, type LoadResult } from '../in-flight/load-result.ts';
import { releaseUnstored, runAndStore, type LoadRights } from './load-and-store.ts';

/** Pause before a process checks whether the lease of another one has ended: the first, and the longest. */
const firstCheck: Milliseconds = 5;
const longestCheck: Milliseconds = 200;

/** Reads an entry, and loads it if no tier has it: alone among all processes, as far as they can be asked. */
export async function loadEntry(parts: LoadParts): Promise<LoadResult> {
  const { context, plan } = parts;
  const { name } = plan;
  const early = new EarlyAnswer(parts);
  try {
    if (plan.isForced) return await acquireAndLoad(parts, undefined, undefined, undefined);
    early.arm(plan.servesStale && plan.own !== undefined ? forManyReaders(plan.own) : undefined);
    const { found, moment } = plan.read ?? (await read(parts));
    parts.load.readAt = moment.at;
    const failure = found instanceof TierFailure ? found : undefined;
    throwIfConfigured(context, failure);
    const chosen = choose(parts, found);
    const best = chosen !== undefined && (await plan.matches(chosen.value)) ? chosen : undefined;
    if (best !== undefined && plan.accepts(best.record)) return resultOfHit(best);
    const stale =
      plan.servesStale && best !== undefined && isUsable(best.record, context.tiers.now()) ? best : undefined;
    if (stale !== undefined && context.pauses.isPaused(name)) return resultOfHit(stale, 'loader-failed');
    early.arm(stale);
    context.counts.coalesced += parts.load.beginLoading();
    return await acquireAndLoad(parts, stale, failure, failure === undefined ? moment : undefined);
  } finally {
    early.end();
  }
}

/** Reads the entry in the shared tiers. */
async function read({ context, reads, plan, load }: LoadParts): Promise<SharedRead> {
  const moment = beginRead(context, reads);
  load.readAt = moment.at;
  return { found: await plan.find(plan.name), moment };
}

/** The entry to serve, of one found in shared tiers and the one of this process. */
function choose({ context, reads, plan }: LoadParts, found: TierHit | undefined | TierFailure): TierHit | undefined {
  const { own, name, namespace } = plan;
  if (found instanceof TierFailure) {
    const fallback = own ?? reads.findFallback(name, namespace);
    return fallback && forManyReaders(fallback);
  }
  if (found !== undefined) return found;
  // No other tier has it. If no message was lost, it was only evicted there, or its time there is over.
  return own?.isTrusted === true && !isFresh(own.record, context.tiers.now()) ? forManyReaders(own) : undefined;
}

/** Acquires the lease, or waits for its holder and takes the value that the holder stored. */
async function acquireAndLoad(
  parts: LoadParts,
  stale: TierHit | undefined,
  failure: TierFailure | undefined,
  readAt: ReadMoment | undefined,
): Promise<LoadResult> {
  const { context, plan, load } = parts;
  const { queue, settings } = context;
  // A value that is loaded without a lease is not stored in shared tiers.
  const alone = (): LoadRights => ({ leases: undefined, failure, hasRead: isCurrent(parts, readAt), attempt: 1 });
  if (!plan.isStored || failure !== undefined) return await runAndStore(parts, alone(), stale);
  const reserved = queue.reserve(settings.queueTimeout);
  if (reserved !== true && !(await reserved)) {
    queue.dropped += 1;
    return await runAndStore(parts, alone(), stale);
  }
  const rights = await acquire(parts, readAt).catch((error: unknown) => {
    queue.release();
    throw error;
  });
  if (isResult(rights)) {
    queue.release();
    return rights;
  }
  if (rights.leases === undefined) queue.release();
  if (load.isAborted && rights.leases !== undefined) {
    queue.release();
    releaseUnstored(context, plan, rights.leases);
    throw load.abortReason;
  }
  return await runAndStore(parts, rights, stale);
}

/** Begins to read the tiers and the history. */
export function beginRead({ changes, subscription, inFlight }: CacheContext, reads: Reads): ReadMoment {
  return { at: inFlight.nextMoment(), since: changes.now, era: subscription.era, marks: reads.marks() };
}

/** Begins to read the tiers again, with the history as it was read before. */
function beginReadAgain({ changes, subscription }: CacheContext, before: ReadMoment | undefined): ReadMoment {
  return { at: before?.at ?? 0, since: changes.now, era: subscription.era, marks: before?.marks };
}

/** Whether the shared tiers were read, and nothing can have been written since. */
function isCurrent({ context, plan }: LoadParts, readAt: ReadMoment | undefined): boolean {
  const { changes, subscription } = context;
  return readAt?.era === subscription.era && changes.isUnchanged(plan.name, readAt.since);
}

function isResult(found: LoadRights | LoadResult): found is LoadResult {
  return 'source' in found;
}

/** @returns The right to load, or a result that another process stored meanwhile. */
async function acquire(parts: LoadParts, readAt: ReadMoment | undefined): Promise<LoadRights | LoadResult> {
  const { context, reads, plan, load } = parts;
  const { tiers, versions, watchers, counts, settings, queue } = context;
  const { name, namespace, among } = plan;
  const watcher = watchers.begin(name);
  let attempt = 1;
  let check = firstCheck;
  let lastReadAt = readAt;
  try {
    for (;;) {
      const turn = queue.beginAcquire();
      if (turn !== undefined) await turn;
      if (load.isAborted) {
        queue.endAcquire();
        throw load.abortReason;
      }
      const fill = reads.beginFill(name, lastReadAt?.marks);
      const moment = plan.isForced ? beginRead(context, reads) : beginReadAgain(context, lastReadAt);
      load.readAt = moment.at;
      // A version that is read before the loader runs; other loads have read it with the entry.
      const reading = plan.isForced ? versions.read() : undefined;
      const found = await tiers
        .acquire(name, namespace, settings.leaseTtl, { take: plan.isForced, names: among })
        .finally(() => queue.endAcquire());
      if (found instanceof TierFailure) {
        throwIfConfigured(context, found);
        return { leases: undefined, failure: found, hasRead: isCurrent(parts, lastReadAt), attempt };
      }
      lastReadAt = moment;
      const { leases, hit } = found;
      const failure = await reading?.done;
      if (failure !== undefined && leases !== undefined) {
        releaseUnstored(context, plan, leases);
        throwIfConfigured(context, failure);
        return { leases: undefined, failure, hasRead: false, attempt };
      }
      if (hit !== undefined && plan.accepts(hit.record) && (await matchesUnder(parts, leases, hit))) {
        fill(hit);
        if (leases !== undefined) context.background.add(tiers.release(leases, undefined));
        return resultOfHit(hit);
      }
      if (leases !== undefined) return { leases, failure: undefined, hasRead: isCurrent(parts, moment), attempt };
      if (check === firstCheck) counts.waitedForLease += 1;
      plan.onWait();
      load.endWaits();
      addWaits(load, context.inFlight.holdersOf(name), settings.name);
      const event = await watcher.next(check * (0.5 + Math.random() / 2), load.signal);
      check = Math.min(2 * check, longestCheck);
      load.signal.throwIfAborted();
      if (event === 'load-failed') attempt += 1;
      if (event !== 'written') continue;
      const begun = beginRead(context, reads);
      load.readAt = begun.at;
      const stored = await reads.findShared(name, namespace, among);
      if (stored instanceof TierFailure) continue;
      lastReadAt = begun;
      if (stored === undefined || !plan.accepts(stored.record)) continue;
      if (await plan.matches(stored.value)) return resultOfHit(stored);
    }
  } finally {
    load.endWaits();
    watchers.end(name, watcher);
  }
}

/** Whether an entry matches the schema. One that throws gives the leases back. */
async function matchesUnder(
  { context, plan }: LoadParts,
  leases: HeldLeases | undefined,
  { value }: TierHit,
): Promise<boolean> {
  try {
    return await plan.matches(value);
  } catch (error) {
    if (leases !== undefined) releaseUnstored(context, plan, leases);
    throw error;
  }
}

/** Answers the callers with a stale entry once `softTimeout` is over; the load goes on. */
class EarlyAnswer {
  readonly #parts: LoadParts;
  readonly #startedAt: Milliseconds;
  #stale: TierHit | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LoadParts) {
    this.#parts = parts;
    this.#startedAt = parts.plan.startedAt ?? performance.now();
  }

  /** Sets the entry in hand, or a better one. */
  arm(stale: TierHit | undefined): void {
    const { context, plan } = this.#parts;
    const { softTimeout } = plan.loading;
    if (stale === undefined || softTimeout === Infinity || !isUsable(stale.record, context.tiers.now())) return;
    this.#stale = stale;
    if (this.#timer !== undefined) return;
    const left = softTimeout - (performance.now() - this.#startedAt);
    if (left <= 0) void this.#answer();
    else this.#timer = setTimeout(() => void this.#answer(), left);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #answer(): Promise<void> {
    const { context, plan, load } = this.#parts;
    const stale = this.#stale;
    if (stale === undefined) return;
    try {
      if (!(await plan.matches(stale.value))) return;
    } catch {
      // A schema that throws rejects the load where it checks what was found.
      return;
    }
    context.background.add(load.ended);
    load.resolve(resultOfHit(stale, 'loader-slow'));
  }
}
