import type { CacheCore } from './cache-core.ts';
import { ageOf, type EntryRecord } from './entries/entry-record.ts';
import { answerOf, type Answer } from './flights/answer.ts';
import type { LoadRequest } from './flights/load-request.ts';
import { waitFor } from './flights/wait-for.ts';
import type { Scope } from './keys/scope.ts';
import { checkLoader, type AnyLoader } from './loader.ts';
import type { LoadCallPlan } from './options/read-call-options.ts';
import { matches } from './reads/matches.ts';
import { isWanted, type Reader } from './reads/reader.ts';
import { Budget } from './tiers/budget.ts';
import { complain } from './tiers/complain.ts';
import { bounded } from './bounded.ts';

/** The calls of a cache in one scope that load what is not there. */
export class Loads {
  readonly #core: CacheCore;
  readonly #scope: Scope;
  readonly #reader: Reader;

  constructor(core: CacheCore, scope: Scope, reader: Reader) {
    this.#core = core;
    this.#scope = scope;
    this.#reader = reader;
  }

  /** @returns `undefined` if nothing is there and nothing may be loaded. */
  async load(
    key: string,
    loader: AnyLoader,
    plan: LoadCallPlan,
    onWait: () => void = () => {},
  ): Promise<Answer | undefined> {
    checkLoader(loader);
    this.#core.enter(key);
    const name = this.#scope.keyOf(key);
    if (!plan.isLoaded) return await this.#find(key, name, plan);
    const { counts } = this.#core.parts;
    const fallback = plan.isForced ? undefined : this.#reader.fallback(name, { ...plan, scope: this.#scope });
    if (
      fallback?.isTrusted === true &&
      isWanted(fallback.record, plan.maxAge) &&
      (await matches(fallback.value, plan.schema))
    ) {
      counts.nearHits += 1;
      this.#lookAhead(key, loader, plan, fallback.record);
      return answerOf(fallback);
    }
    const isOrdinary = !plan.isForced && plan.isStored && plan.maxAge === Infinity && plan.among === undefined;
    const request = { ...this.#request(key, name, loader, plan, fallback), onWait };
    const answer = await this.#flyUntilMeant(request, isOrdinary, plan);
    const { source, staleReason, record } = answer;
    if (source !== 'loader' && staleReason === undefined) this.#lookAhead(key, loader, plan, record);
    return answer;
  }

  /** One that was joined may give what another caller wants. */
  async #flyUntilMeant(request: LoadRequest, mayJoin: boolean, plan: LoadCallPlan): Promise<Answer> {
    const first = await this.#fly(request, mayJoin, plan);
    if (await isMeant(first, plan)) return first;
    const again = { ...request, fallback: undefined };
    const second = await this.#fly(again, mayJoin, plan);
    return (await isMeant(second, plan)) ? second : await this.#fly(again, false, plan);
  }

  /** Loads a key anew, for nobody; unless another has done so meanwhile. */
  refresh(key: string, loader: AnyLoader, plan: LoadCallPlan): void {
    const request = this.#request(key, this.#scope.keyOf(key), loader, plan, undefined);
    this.#core.refresh({ ...request, accepts: (record) => !this.#isEnding(record) });
  }

  async #find(key: string, name: string, plan: LoadCallPlan): Promise<Answer | undefined> {
    const { settings } = this.#core.parts;
    const budget = new Budget(settings.tierTimeout);
    const { signal, timeout } = plan;
    const search = this.#reader.find(name, { ...plan, scope: this.#scope }, budget);
    const found = await bounded(search, { cache: settings.name, key, signal, timeout });
    if (found === undefined) complain(settings, budget);
    return found !== undefined && (await matches(found.value, plan.schema)) ? answerOf(found) : undefined;
  }

  async #fly(request: LoadRequest, mayJoin: boolean, { signal, timeout }: LoadCallPlan): Promise<Answer> {
    const caller = { cache: this.#core.parts.settings.name, key: request.key, signal, timeout };
    const started = performance.now();
    const { flight, isJoined } = this.#core.fly(request, mayJoin);
    try {
      return await waitFor(flight, caller);
    } catch (error) {
      if (!isJoined || !flight.isGivenUp) throw error;
    }
    // It was the loader of somebody else that did not end. His own may.
    const rest = Math.max(0, timeout - (performance.now() - started));
    return await waitFor(this.#core.fly(request, mayJoin).flight, { ...caller, timeout: rest });
  }

  #request(
    key: string,
    name: string,
    loader: AnyLoader,
    plan: LoadCallPlan,
    fallback: LoadRequest['fallback'],
  ): LoadRequest {
    const { maxAge, schema, loading, tags, isForced, isStored, among } = plan;
    return {
      key,
      name,
      scope: this.#scope,
      loader,
      loading,
      tags,
      isForced,
      isStored,
      among,
      fallback,
      accepts: (record) => isWanted(record, maxAge),
      fits: (value) => matches(value, schema),
      servesStale: maxAge === Infinity,
      onWait: () => {},
    };
  }

  #lookAhead(key: string, loader: AnyLoader, plan: LoadCallPlan, record: EntryRecord | undefined): void {
    if (record === undefined || !this.#isEnding(record) || !plan.isStored || plan.among !== undefined) return;
    this.refresh(key, loader, plan);
  }

  /** Is it fresh no longer for long? */
  #isEnding(record: EntryRecord): boolean {
    return ageOf(record, Date.now()) >= this.#core.parts.settings.refreshAhead * record.ttl;
  }
}

/** Does it pass? What was just loaded is not asked. */
async function isMeant({ source, value }: Answer, { schema }: LoadCallPlan): Promise<boolean> {
  return source === 'loader' || (await matches(value?.read(), schema));
}
