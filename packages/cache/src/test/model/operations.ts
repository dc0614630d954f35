import type { WriteResult } from '../../index.ts';
import { count, type Counts, type FaultKind } from './faults.ts';
import type { Change, Judge, Made, Seen } from './judge.ts';
import type { Moment } from './ledger.ts';
import type { Player } from './players.ts';
import { graces, ttls, writeTime } from './times.ts';
import type { TracedCalls } from './traced-calls.ts';
import type { VirtualStore } from './virtual-store.ts';

export const keys = ['a', 'b'] as const;

/** What is known of a call before it begins. */
type Call = Pick<Seen, 'what' | 'process' | 'key' | 'from' | 'calledAt'> & { readonly wasInTouch: boolean };

const outages: readonly FaultKind[] = ['unavailable', 'refused', 'forbidden', 'stuck'];

/** What the processes of a history do, one step each. */
export class Operations {
  /** The most loaders of one key that ran at once. */
  mostLoading = 0;
  readonly #isCold: boolean;
  readonly #loads = new Set<string>();
  readonly #store: VirtualStore;
  readonly #judge: Judge;
  readonly #calls: TracedCalls;
  readonly #counts: Counts;
  readonly #loading = new Map<string, number>();
  readonly #aborts: AbortController[] = [];
  #values = 0;

  constructor(store: VirtualStore, judge: Judge, calls: TracedCalls, counts: Counts, isCold: boolean) {
    this.#store = store;
    this.#judge = judge;
    this.#calls = calls;
    this.#counts = counts;
    this.#isCold = isCold;
  }

  /** Carries out one step, until it has ended. */
  async carryOut(operation: string, player: Player, key: string): Promise<void> {
    const { schedule } = this.#store;
    count(this.#counts, operation);
    const { process } = player;
    this.#store.ledger.note(`${process}: ${operation} ${key}`);
    switch (operation) {
      case 'get':
        return await this.#get(player, key);
      case 'getMany':
        return await this.#getMany(player);
      case 'load':
      case 'forced load':
      case 'failing load':
        return await this.#getOrSet(operation, player, key);
      case 'set':
      case 'setMany':
        return await this.#set(player, operation === 'set' ? [key] : keys);
      case 'delete':
        return await this.#change(player, 'delete', { key }, () => player.cache.delete(key));
      case 'expire':
        return await this.#change(player, 'expire', { key }, () => player.cache.expire(key));
      case 'invalidate': {
        const tag = schedule.chance(0.5) ? 't' : `t:${key}`;
        return await this.#change(player, 'invalidate', { tag: `tag|c|${tag}` }, () =>
          player.cache.invalidateTags([tag]),
        );
      }
      case 'clear':
        return await this.#change(player, 'invalidate', { tag: 'clear|c' }, () => player.cache.clear());
      case 'abort':
        return this.#aborts.length === 0 ? undefined : schedule.pick(this.#aborts).abort();
      case 'crash':
        // One stays.
        return process > 0 ? player.crash() : undefined;
      case 'loss':
        return this.#store.loseMessages(process, schedule.chance(0.5));
      case 'recovery':
        return this.#store.recoverMessages(process);
      case 'eviction':
        return this.#store.evict(nameOf(key));
      case 'lost lease':
        return await this.#store.endLease(nameOf(key));
      case 'flushall':
        return await this.#store.flushAll();
      case 'outage':
        return this.#toggleOutage(process);
    }
  }

  /** A get by a process, judged. */
  async #get(player: Player, key: string): Promise<void> {
    const call = this.#begin('get', player, key);
    const { result, event } = this.#calls.trace(() => player.cache.get<string>(key));
    const value = await player.wait(result);
    this.#see(call, player, value, event?.source, false);
    if (value === undefined) this.#judge.miss({ ...call, key: nameOf(key) });
  }

  async #getMany(player: Player): Promise<void> {
    const calls = keys.map((key) => this.#begin('getMany', player, key));
    const values = await player.wait(player.cache.getMany<string>(keys));
    for (const call of calls) this.#see(call, player, values.get(call.key), undefined, false);
  }

  async #getOrSet(operation: string, player: Player, key: string): Promise<void> {
    const abort = new AbortController();
    this.#aborts.push(abort);
    const options = {
      ...this.#life(),
      signal: abort.signal,
      forceRefresh: operation === 'forced load',
    };
    const call = this.#begin(operation, player, key);
    const isFailing = operation === 'failing load';
    const loader = ({ signal }: { readonly signal: AbortSignal }): Promise<string> =>
      this.#load(player, key, signal, options, isFailing);
    const all = { ...options, tags: ['t', `t:${key}`] };
    if (this.#store.schedule.chance(0.5)) {
      const entry = await player.wait(player.cache.getOrSetEntry<string>(key, loader, all));
      this.#see(call, player, entry.value, entry.source, entry.isStale);
    } else {
      const { result, event } = this.#calls.trace(() => player.cache.getOrSet<string>(key, loader, all));
      const value = await player.wait(result);
      this.#see(call, player, value, event?.source, event?.isStale ?? true);
    }
  }

  async #load(
    { process }: Player,
    key: string,
    signal: AbortSignal,
    life: Pick<Made, 'ttl' | 'grace'>,
    isFailing: boolean,
  ): Promise<string> {
    const { schedule } = this.#store;
    const [value, made] = this.#make('load', process, key, life);
    if (this.#isCold && this.#loads.has(key)) this.#judge.complaints.push(`${key} was loaded twice`);
    this.#loads.add(key);
    const running = (this.#loading.get(key) ?? 0) + 1;
    this.#loading.set(key, running);
    this.mostLoading = Math.max(this.mostLoading, running);
    await Promise.race([schedule.turn(process), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    await schedule.turn(process);
    this.#loading.set(key, (this.#loading.get(key) ?? 0) - 1);
    made.endedAt = performance.now();
    if (isFailing) throw new Error('the loader failed');
    return value;
  }

  async #set(player: Player, names: readonly string[]): Promise<void> {
    const life = this.#life();
    const sets = names.map((key) => ({ key, made: this.#make('set', player.process, key, life) }));
    const changes = sets.map(({ key, made: [value, made] }) => this.#note(player, 'set', { key, value }, made.from));
    const entries = sets.map(({ key, made: [value] }) => [key, value, { tags: ['t', `t:${key}`] }] as const);
    const [first] = entries;
    const writing =
      entries.length === 1 && first !== undefined
        ? player.cache.set(first[0], first[1], { ...first[2], ...life })
        : player.cache.setMany(entries, life);
    await this.#end(player, changes, writing);
    for (const { made } of sets) {
      made[1].to = this.#store.ledger.next();
      made[1].endedAt = performance.now();
    }
  }

  async #change(
    player: Player,
    kind: Change['kind'],
    what: { readonly key?: string; readonly tag?: string },
    make: () => Promise<WriteResult>,
  ): Promise<void> {
    const change = this.#note(player, kind, what);
    await this.#end(player, [change], make());
  }

  #note(
    { process }: Player,
    kind: Change['kind'],
    { key, tag, value }: { readonly key?: string; readonly tag?: string; readonly value?: string },
    from: Moment = this.#store.ledger.next(),
  ): Change {
    const name = key === undefined ? undefined : nameOf(key);
    const change = { process, kind, key: name, tag, value, from, to: Infinity, isPending: false };
    this.#judge.changes.push(change);
    return change;
  }

  async #end(player: Player, changes: readonly Change[], work: Promise<WriteResult>): Promise<void> {
    const { pending } = await player.wait(work);
    const to = this.#store.ledger.next();
    this.#store.ledger.note(`${player.process}: ${changes[0]?.kind} acknowledged, pending: ${pending.length}`);
    for (const change of changes) {
      change.to = to;
      change.isPending = pending.length > 0;
      if (!change.isPending) this.#judge.acknowledge(change);
    }
    if (pending.length > 0) count(this.#counts, 'pending');
  }

  #toggleOutage(process: number): void {
    const { faults, schedule } = this.#store;
    if (faults.outages.has(process)) faults.outages.delete(process);
    else faults.outages.set(process, schedule.pick(outages));
  }

  #begin(what: string, { process, cache }: Player, key: string): Call {
    const { isListening, pending } = cache.getStats();
    const wasInTouch = isListening && pending === 0;
    return { what, process, key, from: this.#store.ledger.next(), calledAt: performance.now(), wasInTouch };
  }

  #see(
    { wasInTouch, ...call }: Call,
    { process, cache }: Player,
    value: string | undefined,
    source: string | undefined,
    mayBeStale: boolean,
  ): void {
    this.#store.ledger.note(`${process}: ${call.what} ${call.key} gave ${value} of ${source ?? '?'}`);
    if (value === undefined) return;
    const hasFailed = this.#store.ledger.hasFailedRead(process, call.from) || cache.getStats().pending > 0;
    const isInTouch = wasInTouch && !hasFailed;
    this.#judge.see({ ...call, key: nameOf(call.key), value, source, mayBeStale, isInTouch });
  }

  #make(
    kind: 'load' | 'set',
    process: number,
    key: string,
    { ttl, grace }: Pick<Made, 'ttl' | 'grace'>,
  ): readonly [string, Made] {
    const value = `${kind} ${this.#values++}`;
    const tags = ['tag|c|t', `tag|c|t:${key}`, 'clear|c'];
    const from = this.#store.ledger.next();
    const landsUntil = performance.now() + writeTime;
    const made = {
      process,
      landsUntil,
      key: nameOf(key),
      tags,
      isLoaded: kind === 'load',
      from,
      to: Infinity,
      ttl,
      grace,
      endedAt: Infinity,
    };
    this.#judge.made.set(value, made);
    return [value, made];
  }

  #life(): Pick<Made, 'ttl' | 'grace'> {
    const { schedule } = this.#store;
    return { ttl: schedule.pick(ttls), grace: schedule.pick(graces) };
  }
}

/** A key as the store has it. */
export function nameOf(key: string): string {
  return `c|${key}`;
}
