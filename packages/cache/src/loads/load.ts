import { throwIfConfigured, type CacheContext } from '../cache-context.ts';
import { isFresh, isUsable } from '../entries/entry-record.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { TierHit } from '../tiers/tier-stack.ts';
import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Reads } from '../reads/reads.ts';
import type { InFlightLoad } from './in-flight-load.ts';
import type { LoadPlan } from './load-plan.ts';
import { resultOfHit, type LoadResult } from './load-result.ts';
import { releaseUnstored, runAndStore, type LoadRights } from './load-and-store.ts';

/** How long a process waits before it checks whether the process that loads is still there: at first, and at most. */
const firstCheck: Milliseconds = 5;
const longestCheck: Milliseconds = 200;

/** Parts of one load. */
export interface LoadParts {
  readonly context: CacheContext;
  readonly reads: Reads;
  readonly plan: LoadPlan;
  readonly load: InFlightLoad;
}

/** Reads an entry, and loads it if no tier has it: alone among all processes, as far as they can be asked. */
export async function loadEntry(parts: LoadParts): Promise<LoadResult> {
  const { context, reads, plan, load } = parts;
  const { name, namespace, among } = plan;
  const early = new EarlyAnswer(parts);
  try {
    if (plan.isForced) return await acquireAndLoad(parts, undefined, undefined, undefined);
    early.arm(plan.servesStale ? plan.own : undefined);
    const since = beginRead(context);
    load.versionRead = context.versions.sent + 1;
    const found = await reads.findShared(name, namespace, among);
    const failure = found instanceof TierFailure ? found : undefined;
    throwIfConfigured(context, failure);
    const chosen = choose(parts, found);
    const best = chosen !== undefined && (await plan.matches(chosen.value)) ? chosen : undefined;
    if (best !== undefined && plan.accepts(best.record)) return resultOfHit(best);
    const stale =
      plan.servesStale && best !== undefined && isUsable(best.record, context.tiers.now()) ? best : undefined;
    if (stale !== undefined && context.pauses.isPaused(name)) return resultOfHit(stale, 'loader-failed');
    early.arm(stale);
    return await acquireAndLoad(parts, stale, failure, failure === undefined ? since : undefined);
  } finally {
    early.end();
  }
}

/** The entry to serve, of one found in shared tiers and the one of this process. */
function choose({ context, reads, plan }: LoadParts, found: TierHit | undefined | TierFailure): TierHit | undefined {
  const { own, name, namespace } = plan;
  if (found instanceof TierFailure) return own ?? reads.findFallback(name, namespace);
  if (found !== undefined) return found;
  // No other tier has it. If no message was lost, it was only evicted there, or its time there is over.
  return own?.isTrusted === true && !isFresh(own.record, context.tiers.now()) ? own : undefined;
}

/** Acquires the right to load, or waits for whoever has it and takes what that one stored. */
async function acquireAndLoad(
  parts: LoadParts,
  stale: TierHit | undefined,
  failure: TierFailure | undefined,
  readAt: ReadMoment | undefined,
): Promise<LoadResult> {
  const { context, plan, load } = parts;
  const { queue, settings } = context;
  // Whatever is loaded without a lease is not stored in shared tiers.
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

/** When the shared tiers were read. */
interface ReadMoment {
  readonly since: number;
  readonly era: number;
}

function beginRead({ changes, subscription }: CacheContext): ReadMoment {
  return { since: changes.now, era: subscription.era };
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
  const { tiers, versions, watchers, counts, settings } = context;
  const { name, namespace, among } = plan;
  const watcher = watchers.begin(name);
  let attempt = 1;
  let check = firstCheck;
  let lastReadAt = readAt;
  try {
    for (;;) {
      const fill = reads.beginFill(name);
      const moment = beginRead(context);
      // Else it was read with the entry.
      const reading = plan.isForced ? versions.read() : undefined;
      const found = await tiers.acquire(name, namespace, settings.leaseTtl, { take: plan.isForced, names: among });
      await reading;
      if (found instanceof TierFailure) {
        throwIfConfigured(context, found);
        return { leases: undefined, failure: found, hasRead: isCurrent(parts, lastReadAt), attempt };
      }
      lastReadAt = moment;
      const { leases, hit } = found;
      if (hit !== undefined && plan.accepts(hit.record) && (await plan.matches(hit.value))) {
        fill(hit);
        if (leases !== undefined) context.background.add(tiers.release(leases, undefined));
        return resultOfHit(hit);
      }
      if (leases !== undefined) return { leases, failure: undefined, hasRead: isCurrent(parts, moment), attempt };
      if (check === firstCheck) counts.waitedForLease += 1;
      plan.onWait();
      const event = await watcher.next(check * (0.5 + Math.random() / 2), load.signal);
      check = Math.min(2 * check, longestCheck);
      load.signal.throwIfAborted();
      if (event === 'load-failed') attempt += 1;
      if (event !== 'written') continue;
      load.versionRead = versions.sent + 1;
      const stored = await reads.findShared(name, namespace, among);
      if (stored === undefined || stored instanceof TierFailure || !plan.accepts(stored.record)) continue;
      if (await plan.matches(stored.value)) return resultOfHit(stored);
    }
  } finally {
    watchers.end(name, watcher);
  }
}

/** Answers the callers with a stale entry once `softTimeout` is over; the load goes on. */
class EarlyAnswer {
  readonly #parts: LoadParts;
  readonly #startedAt = performance.now();
  #stale: TierHit | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  /** Has an entry in hand, or a better one. */
  arm(stale: TierHit | undefined): void {
    const { context, plan } = this.#parts;
    const { softTimeout } = plan.loading;
    if (stale === undefined || softTimeout === Infinity || !isUsable(stale.record, context.tiers.now())) return;
    this.#stale = stale;
    const elapsed = this.#timer === undefined ? performance.now() - this.#startedAt : 0;
    this.#timer ??= setTimeout(() => void this.#answer(), Math.max(0, softTimeout - elapsed));
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #answer(): Promise<void> {
    const { plan, load } = this.#parts;
    if (this.#stale === undefined || !(await plan.matches(this.#stale.value))) return;
    load.resolve(resultOfHit(this.#stale, 'loader-slow'));
  }
}
