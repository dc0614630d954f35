import type { CacheContext } from '../cache-context.ts';
import { withinCallersLimits, type CallerLimits } from '../caller-limits.ts';
import { isFreshEnough, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import { checkLoader, type AnyLoader } from '../loader.ts';
import { matchesSchema } from '../options/matches-schema.ts';
import type { LoadCallPlan } from '../options/read-call-options.ts';
import { isPastRefreshAhead, type LocalHit, type Reads } from '../reads/reads.ts';
import type { InFlightLoad } from './in-flight-load.ts';
import type { NewLoad } from './in-flight-loads.ts';
import { runForNobody, waitFor } from './load-chain.ts';
import { loadEntry } from './load.ts';
import type { LoadPlan } from './load-plan.ts';
import { resultOfHit, type LoadResult } from './load-result.ts';

/** A caller's wait for a load. */
interface Waited {
  readonly load: InFlightLoad;
  readonly isJoined: boolean;
  /** Whether something was invalidated between the start of the load and this caller's join. */
  readonly mayBeInvalid: boolean;
  /** How many version reads had been sent when it began to wait. */
  readonly sentReads: number;
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
    onWait: () => void = () => {},
  ): Promise<LoadResult | undefined> {
    const { counts, tiers } = this.#context;
    checkLoader(loader);
    const name = namespace.keyOf(key);
    if (!call.isLoaded) return await this.#find(key, name, namespace, call);
    const own = call.isForced ? undefined : this.#reads.findLocal(name, namespace, call.among);
    if (own?.isTrusted === true) {
      const isWanted = isFreshEnough(own.record, tiers.now(), call.maxAge);
      if (isWanted && (call.schema === undefined || (await matchesSchema(own.value, call.schema)))) {
        counts.localHits += 1;
        this.#reads.checkHistory();
        this.#refreshAhead(key, namespace, loader, call, own.record);
        return resultOfHit(own);
      }
      const isPaused = !isWanted && call.maxAge === Infinity && this.#context.pauses.isPaused(name);
      if (isPaused && (call.schema === undefined || (await matchesSchema(own.value, call.schema)))) {
        counts.misses += 1;
        counts.staleServed += 1;
        return resultOfHit(own, 'loader-failed');
      }
    }
    const plan = this.#plan(key, name, namespace, loader, call, own, onWait);
    const result = await this.#loadUntilAcceptable(plan, call).catch((error: unknown) => {
      counts.misses += 1;
      throw error;
    });
    const { source, staleReason, record } = result;
    if (staleReason !== undefined) counts.staleServed += 1;
    if (source === 'loader' || staleReason !== undefined || record === undefined) counts.misses += 1;
    else {
      this.#reads.countHit(source);
      this.#refreshAhead(key, namespace, loader, call, record);
    }
    return result;
  }

  /** Loads a key again, for nobody, unless that goes on already or another process has done so. */
  refresh(key: string, namespace: Namespace, loader: AnyLoader, call: LoadCallPlan): void {
    const { inFlight, counts, settings, tiers } = this.#context;
    const name = namespace.keyOf(key);
    if (inFlight.has(name) || this.#context.pauses.isPaused(name)) return;
    counts.refreshes += 1;
    const plan = this.#plan(key, name, namespace, loader, call, undefined, () => {});
    const accepts = (record: EntryRecord): boolean =>
      plan.accepts(record) && !isPastRefreshAhead(record, tiers.now(), settings.refreshAhead);
    const load = runForNobody(() => this.#start({ ...plan, accepts }, 'refresh'));
    this.#context.background.add(load.first.catch(() => this.#context.pauses.begin(name)));
  }

  /** A load that was joined may give what another caller wants. */
  async #loadUntilAcceptable(plan: LoadPlan, call: LoadCallPlan): Promise<LoadResult> {
    const mayJoin = !plan.isForced && plan.isStored && call.maxAge === Infinity && plan.among === undefined;
    const startedAt = call.timeout === Infinity ? 0 : performance.now();
    for (let attempt = 1; ; attempt++) {
      const waited = this.#joinOrStart(attempt === 1 ? plan : { ...plan, own: undefined }, mayJoin && attempt < 3);
      const timeout =
        call.timeout === Infinity ? Infinity : Math.max(0, call.timeout - (performance.now() - startedAt));
      const limits = { cache: this.#context.settings.name, key: plan.key, signal: call.signal, timeout };
      try {
        const result = await waitFor(waited.load, limits.cache, () => wait(waited.load, limits));
        if (await this.#isAcceptable(result, waited, plan, call)) return result;
      } catch (error) {
        // The loader of another caller did not end. This caller's may.
        if (!waited.isJoined || !waited.load.isGivenUp) throw error;
      }
    }
  }

  #joinOrStart(plan: LoadPlan, mayJoin: boolean): Waited {
    const { inFlight, table, counts, subscription, versions } = this.#context;
    const { sent: sentReads } = versions;
    const joinable = mayJoin ? inFlight.get(plan.name) : undefined;
    // Messages may have been lost since a load of another era began.
    const present = joinable?.era === subscription.era ? joinable : undefined;
    const kind = mayJoin ? 'joinable' : 'own';
    if (present === undefined)
      return { load: this.#start(plan, kind), isJoined: false, mayBeInvalid: false, sentReads };
    counts.coalesced += 1;
    plan.onWait();
    return { load: present, isJoined: true, mayBeInvalid: present.begin !== table.now, sentReads };
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
    { source, value, record, staleReason }: LoadResult,
    { load, isJoined, mayBeInvalid, sentReads }: Waited,
    plan: LoadPlan,
    call: LoadCallPlan,
  ): Promise<boolean> {
    // What was read before this caller asked may have been replaced since.
    const isOld = isJoined && load.versionRead <= sentReads && staleReason !== 'loader-slow';
    if (isOld && this.#context.tiers.names.includes(source)) return false;
    if (mayBeInvalid) {
      if (record === undefined) return false;
      const tags = (): readonly string[] => plan.namespace.tagsOf(record.tags);
      if (!this.#context.table.isValidHere(load.begin, record.version, tags)) return false;
    }
    if (source === 'loader' || !isJoined || call.schema === undefined) return true;
    return await matchesSchema(value?.read(), call.schema);
  }

  async #find(
    key: string,
    name: string,
    namespace: Namespace,
    { signal, timeout, ...call }: LoadCallPlan,
  ): Promise<LoadResult | undefined> {
    const limits = { cache: this.#context.settings.name, key, signal, timeout };
    const found = await withinCallersLimits(this.#reads.find(name, namespace, call), limits);
    return found !== undefined && (await matchesSchema(found.value, call.schema)) ? resultOfHit(found) : undefined;
  }

  #plan(
    key: string,
    name: string,
    namespace: Namespace,
    loader: AnyLoader,
    call: LoadCallPlan,
    own: LocalHit | undefined,
    onWait: () => void,
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
      matches: (value) => matchesSchema(value, schema),
      servesStale: maxAge === Infinity,
      onWait,
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
