import type { Milliseconds } from '@modular-agent/cache-contract';
import type { CacheContext } from '../cache-context.ts';
import { withinCallersLimits, type CallerLimits } from '../caller-limits.ts';
import { isFreshEnough, isPastRefreshAhead, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import { checkLoader, type AnyLoader, type BulkLoader } from '../loader.ts';
import { matchesSchema } from '../options/matches-schema.ts';
import type { LoadCallPlan } from '../options/read-call-options.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { FindShared, LocalHit, Reads } from '../reads/reads.ts';
import type { InFlightLoad } from '../in-flight/in-flight-load.ts';
import type { NewLoad } from '../in-flight/in-flight-loads.ts';
import { assertNoCircle, runForNobody, waitFor } from '../in-flight/load-chain.ts';
import { beginRead, loadEntry } from './load.ts';
import { loadMany } from './load-many.ts';
import type { LoadPlan, SharedRead } from './load-plan.ts';
import { resultOfHit, type LoadResult, type StaleReason } from '../in-flight/load-result.ts';

/** Ways in which a load of one key differs from that of several. */
type LoadWays = Pick<LoadPlan, 'find' | 'onWait'>;

/** What is known of a call before it loads. */
interface PlanParts {
  readonly own?: LocalHit | undefined;
  readonly ways?: LoadWays | undefined;
  readonly read?: SharedRead | undefined;
  readonly startedAt?: Milliseconds | undefined;
}

/** A caller's wait for a load. */
interface Waited {
  readonly load: InFlightLoad;
  readonly isJoined: boolean;
  /** The moment of the call. */
  readonly calledAt: number;
  /** Whether something was invalidated between the start of the load and this caller's join. */
  readonly mayBeInvalid: boolean;
}

/** Gets entries, and loads those that no tier has, once for all callers of a key. */
export class Loads {
  readonly #context: CacheContext;
  readonly #reads: Reads;

  constructor(context: CacheContext, reads: Reads) {
    this.#context = context;
    this.#reads = reads;
  }

  /** @returns `undefined` if there is no entry and nothing may be loaded. */
  async get(
    key: string,
    namespace: Namespace,
    loader: AnyLoader,
    call: LoadCallPlan,
    ways?: LoadWays,
  ): Promise<LoadResult | undefined> {
    const { counts, tiers, inFlight } = this.#context;
    checkLoader(loader);
    const name = namespace.keyOf(key);
    if (!call.isLoaded) return await this.#getIfCached(key, name, namespace, call);
    const own = call.isForced ? undefined : this.#reads.findLocal(name, namespace, call.among);
    if (own?.isTrusted === true) {
      const isWanted = isFreshEnough(own.record, tiers.now(), call.maxAge);
      const matches = call.schema === undefined || (await matchesSchema(own.value.read(), call.schema));
      if (isWanted && matches) {
        counts.localHits += 1;
        this.#reads.checkHistory();
        this.#refreshAhead(key, namespace, loader, call, own.record);
        return resultOfHit(own);
      }
      const reason = matches && !isWanted && call.maxAge === Infinity ? this.#staleReason(name, call) : undefined;
      if (reason !== undefined) {
        counts.misses += 1;
        counts.staleServed += 1;
        if (reason === 'loader-slow')
          this.#loadInBackground(this.#plan(key, name, namespace, loader, call, { own, ways }));
        return resultOfHit(own, reason);
      }
    }
    try {
      // A call that joins a load, or has a stale entry in hand to answer with, leaves the reading to the load.
      const isRead = !call.isForced && own === undefined && inFlight.get(name) === undefined;
      const moment = isRead ? beginRead(this.#context, this.#reads) : undefined;
      const startedAt = isRead && isTimed(call) ? performance.now() : undefined;
      const found = isRead ? await this.#find(key, name, namespace, call, ways) : undefined;
      const isHit = found !== undefined && !(found instanceof TierFailure);
      const isWanted = isHit && isFreshEnough(found.record, tiers.now(), call.maxAge);
      if (isWanted && (call.schema === undefined || (await matchesSchema(found.value.read(), call.schema)))) {
        return this.#counted(resultOfHit(found), key, namespace, loader, call);
      }
      const read = moment && { found, moment };
      const plan = this.#plan(key, name, namespace, loader, call, { own, ways, read, startedAt });
      const result = await this.#loadUntilAcceptable(plan, call, moment?.at ?? inFlight.nextMoment());
      return this.#counted(result, key, namespace, loader, call);
    } catch (error) {
      counts.misses += 1;
      throw error;
    }
  }

  /** Counts a result, and refreshes it ahead if it is due. */
  #counted(result: LoadResult, key: string, namespace: Namespace, loader: AnyLoader, call: LoadCallPlan): LoadResult {
    const { counts } = this.#context;
    const { source, staleReason, record } = result;
    if (staleReason !== undefined) counts.staleServed += 1;
    if (source === 'loader' || staleReason !== undefined || record === undefined) counts.misses += 1;
    else {
      this.#reads.countHit(source);
      this.#refreshAhead(key, namespace, loader, call, record);
    }
    return result;
  }

  /** The values of several keys, with one call of the loader for those that no tier has. */
  async getMany(
    keys: readonly string[],
    namespace: Namespace,
    loader: BulkLoader<unknown>,
    call: LoadCallPlan,
  ): Promise<Map<string, unknown>> {
    const find = this.#reads.findSharedTogether(namespace, call.among);
    return await loadMany(keys, loader, (key, each, onWait) => this.get(key, namespace, each, call, { find, onWait }));
  }

  /** Loads a key again in the background, unless this process does already, or another one did. */
  refresh(key: string, namespace: Namespace, loader: AnyLoader, call: LoadCallPlan): void {
    const { inFlight, counts, settings, tiers } = this.#context;
    const name = namespace.keyOf(key);
    if (inFlight.has(name) || this.#context.pauses.isPaused(name)) return;
    counts.refreshes += 1;
    const plan = this.#plan(key, name, namespace, loader, call, {});
    const accepts = (record: EntryRecord): boolean =>
      plan.accepts(record) && !isPastRefreshAhead(record, tiers.now(), settings.refreshAhead);
    const load = runForNobody(() => this.#start({ ...plan, accepts }, 'refresh'));
    this.#context.background.add(load.first.catch(() => this.#context.pauses.begin(name)));
  }

  /** Why a stale entry of this process is served without waiting for a load. */
  #staleReason(name: string, { loading, isStored, among }: LoadCallPlan): StaleReason | undefined {
    if (this.#context.pauses.isPaused(name)) return 'loader-failed';
    return loading.softTimeout === 0 && isStored && among === undefined ? 'loader-slow' : undefined;
  }

  /** Loads a key that callers do not wait for, unless it is being loaded. */
  #loadInBackground(plan: LoadPlan): void {
    const { inFlight, background } = this.#context;
    if (inFlight.has(plan.name)) return;
    const load = runForNobody(() => this.#start(plan, 'joinable'));
    // Callers that join can't end it by leaving.
    load.join();
    background.add(load.first);
    background.add(load.ended);
  }

  /** Reads the shared tiers as a `get` does. */
  #find(
    key: string,
    name: string,
    namespace: Namespace,
    call: LoadCallPlan,
    ways: LoadWays | undefined,
  ): ReturnType<FindShared> {
    const { signal, timeout, among } = call;
    const reading = ways?.find(name) ?? this.#reads.findSharedOnce(name, namespace, among);
    if (signal === undefined && timeout === Infinity) return reading;
    return withinCallersLimits(reading, { cache: this.#context.settings.name, key, signal, timeout });
  }

  /** Loads until the result fits this caller: a load that was joined may be of other options. */
  async #loadUntilAcceptable(plan: LoadPlan, call: LoadCallPlan, calledAt: number): Promise<LoadResult> {
    const mayJoin = !plan.isForced && plan.isStored && call.maxAge === Infinity && plan.among === undefined;
    const startedAt = plan.startedAt ?? (call.timeout === Infinity ? 0 : performance.now());
    for (let attempt = 1; ; attempt++) {
      const own = attempt === 1 ? plan : { ...plan, own: undefined, read: undefined, startedAt: undefined };
      const waited = this.#joinOrStart(own, calledAt, mayJoin && attempt < 3);
      const timeout =
        call.timeout === Infinity ? Infinity : Math.max(0, call.timeout - (performance.now() - startedAt));
      const limits = { cache: this.#context.settings.name, key: plan.key, signal: call.signal, timeout };
      try {
        const result = await waitFor(waited.load, () => wait(waited.load, limits));
        if (await this.#isAcceptable(result, waited, plan, call)) return result;
      } catch (error) {
        // The loader of another caller did not end. This caller's may.
        if (!waited.isJoined || !waited.load.isGivenUp) throw error;
      }
    }
  }

  #joinOrStart(plan: LoadPlan, calledAt: number, mayJoin: boolean): Waited {
    const { inFlight, table, counts, subscription } = this.#context;
    const joinable = mayJoin ? inFlight.get(plan.name) : undefined;
    // Messages may have been lost since a load of another era began.
    const present = joinable !== undefined && subscription.isUnbrokenSince(joinable.era) ? joinable : undefined;
    if (present !== undefined) assertNoCircle(present, this.#context.settings.name);
    else for (const load of inFlight.ofName(plan.name)) assertNoCircle(load, this.#context.settings.name);
    const kind = mayJoin ? 'joinable' : 'own';
    if (present === undefined) return { load: this.#start(plan, kind), isJoined: false, calledAt, mayBeInvalid: false };
    counts.coalesced += present.share();
    plan.onWait();
    return { load: present, isJoined: true, calledAt, mayBeInvalid: present.begin !== table.now };
  }

  #start(plan: LoadPlan, kind: NewLoad['kind']): InFlightLoad {
    const { inFlight, table, subscription } = this.#context;
    const parts = { context: this.#context, reads: this.#reads, plan };
    const { key, name } = plan;
    const started = { key, name, kind, begin: table.now, era: subscription.era };
    return inFlight.start(started, (load) => loadEntry({ ...parts, load }));
  }

  /** Whether the result is what this caller wants. A value that was just loaded is not checked against the schema. */
  async #isAcceptable(
    { source, value, record }: LoadResult,
    { load, isJoined, calledAt, mayBeInvalid }: Waited,
    plan: LoadPlan,
    call: LoadCallPlan,
  ): Promise<boolean> {
    // A caller never shares a read that was sent before its call; a loader that runs, it does.
    const isRead = source !== 'loader' && source !== this.#context.local?.name;
    if (isJoined && isRead && load.readAt < calledAt) return false;
    if (mayBeInvalid) {
      if (record === undefined) return false;
      const tags = (): readonly string[] => plan.namespace.tagsOf(record.tags);
      if (!this.#context.table.isValidHere(load.begin, record.version, tags)) return false;
    }
    if (source === 'loader' || !isJoined || call.schema === undefined) return true;
    return await matchesSchema(value?.read(), call.schema);
  }

  async #getIfCached(
    key: string,
    name: string,
    namespace: Namespace,
    { signal, timeout, ...call }: LoadCallPlan,
  ): Promise<LoadResult | undefined> {
    const limits = { cache: this.#context.settings.name, key, signal, timeout };
    const found = await withinCallersLimits(
      this.#reads.find(name, namespace, call, (hit) => hit),
      limits,
    );
    return found !== undefined && (await matchesSchema(found.value.read(), call.schema))
      ? resultOfHit(found)
      : undefined;
  }

  #plan(
    key: string,
    name: string,
    namespace: Namespace,
    loader: AnyLoader,
    call: LoadCallPlan,
    { own, ways, read, startedAt }: PlanParts,
  ): LoadPlan {
    const { maxAge, schema, loading, tags, isForced, isStored, among } = call;
    const { tiers } = this.#context;
    return {
      key,
      name,
      namespace,
      loader,
      loading,
      tags,
      isForced,
      isStored,
      among,
      own,
      accepts: (record) => isFreshEnough(record, tiers.now(), maxAge),
      matches: (value) => matchesSchema(schema === undefined ? undefined : value.read(), schema),
      servesStale: maxAge === Infinity,
      find: ways?.find ?? ((each) => this.#reads.findSharedOnce(each, namespace, among)),
      onWait: ways?.onWait ?? nothing,
      read,
      startedAt,
    };
  }

  #refreshAhead(key: string, namespace: Namespace, loader: AnyLoader, call: LoadCallPlan, record: EntryRecord): void {
    const { settings, tiers } = this.#context;
    if (settings.refreshAhead === 1 || !call.isStored || call.among !== undefined) return;
    if (isPastRefreshAhead(record, tiers.now(), settings.refreshAhead)) this.refresh(key, namespace, loader, call);
  }
}

/** Waits for a load for as long as the caller does. */
function wait(load: InFlightLoad, limits: CallerLimits): Promise<LoadResult> {
  load.join();
  if (limits.signal === undefined && limits.timeout === Infinity) return load.first;
  return withinCallersLimits(load.first, limits, (reason) => load.leave(reason));
}

/** Whether the time since the call began counts. */
function isTimed({ signal, timeout, loading }: LoadCallPlan): boolean {
  return signal !== undefined || timeout < Infinity || loading.softTimeout < Infinity;
}

function nothing(): void {}
