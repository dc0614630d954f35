import { randomUUID } from 'node:crypto';
import { CacheClosedError, type Coordination, type Milliseconds } from '@modular-agent/cache-contract';
import { Background } from './background.ts';
import { Coherence } from './coherence/coherence.ts';
import { Fills } from './coherence/fills.ts';
import type { Message } from './coherence/message.ts';
import type { Answer } from './flights/answer.ts';
import { Flight } from './flights/flight.ts';
import type { LoadRequest } from './flights/load-request.ts';
import { News } from './coherence/news.ts';
import { ReadThrough } from './flights/read-through.ts';
import type { Scope } from './keys/scope.ts';
import { createCounts } from './observation/counts.ts';
import type { CacheStats } from './observation/cache-stats.ts';
import { Health } from './observation/health.ts';
import type { CacheSettings } from './options/read-cache-options.ts';
import type { TierList } from './options/read-tiers.ts';
import type { Parts } from './parts.ts';
import { Near } from './tiers/near.ts';
import { StandIn } from './tiers/stand-in.ts';
import { SharedTiers } from './tiers/shared-tiers.ts';
import { Reach } from './tiers/tier.ts';
import { LocalHistory } from './versions/local-history.ts';
import { VersionReader } from './versions/version-reader.ts';

/** How long `close` waits for what is being stored. */
const closeLimit: Milliseconds = 1_000;

/** How long a deletion is remembered at least, so that no late writer undoes it. */
const shortestTombstone: Milliseconds = 60_000;

/** What a cache and its namespaces have in common: their parts, and what is under way. */
export class CacheCore {
  readonly parts: Parts;
  readonly health: Health;
  readonly #readThrough: ReadThrough;
  /** Those that callers may join, by key. */
  readonly #flights = new Map<string, Flight>();
  readonly #underWay = new Set<Flight>();
  readonly #failures: Record<string, number> = {};
  #isOpen = true;
  #closing: Promise<void> | undefined;

  constructor(settings: CacheSettings, tiers: TierList, coordination: Coordination, root: Scope) {
    this.health = new Health(settings.name);
    const instance = randomUUID();
    const history = new LocalHistory();
    const fills = new Fills();
    const { health } = this;
    const standIn = tiers.fallback && new StandIn(tiers.fallback, instance, history);
    const onCall = (name: string, isWell: boolean): void => {
      if (!isWell) this.#failures[name] = (this.#failures[name] ?? 0) + 1;
      health.note(name, isWell);
    };
    const coordinator = new Reach('coordination', onCall);
    const coherence = new Coherence({
      backplane: coordination.backplane,
      channel: settings.name,
      instance,
      timeout: settings.tierTimeout,
      onMessage: (message) => this.#hear(message),
      onHearing: (isListening) => health.note('messages', isListening),
    });
    const shared = new SharedTiers({
      cache: settings.name,
      tiers: tiers.shared.map((provider) => ({ provider, reach: new Reach(provider.name, onCall) })),
      coordination,
      coordinator,
      versions: new VersionReader(coordination.versions, settings.name, settings.tierTimeout, () =>
        history.invalidateAll(),
      ),
      coherence,
      everything: root.clearing,
      maxPending: settings.maxPending,
      onPending: (isNone) => {
        if (isNone) standIn?.end();
        health.note('pending', isNone);
      },
      tierTimeout: settings.tierTimeout,
      tombstoneTtl: Math.max(shortestTombstone, 2 * settings.loaderTimeout),
    });
    const near = tiers.near && new Near(tiers.near, tiers.isNearHome, instance, history, coherence);
    this.parts = {
      settings,
      near,
      standIn,
      shared,
      coordination,
      coordinator,
      coherence,
      history,
      fills,
      news: new News(),
      counts: createCounts(),
      background: new Background(),
    };
    this.#readThrough = new ReadThrough(this.parts);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws CacheClosedError after `close`. */
  enter(key?: string): void {
    if (this.#isOpen) return this.parts.coherence.start();
    const { name } = this.parts.settings;
    throw new CacheClosedError(`the cache "${name}" is closed`, { provider: name, key });
  }

  /**
   * The flight of a key that is under way, or a new one.
   *
   * @param mayJoin May it be one that another has begun?
   */
  fly(request: LoadRequest, mayJoin: boolean): { readonly flight: Flight; readonly isJoined: boolean } {
    const present = mayJoin ? this.#flights.get(request.name) : undefined;
    // What was invalidated meanwhile may be what it gives.
    if (present !== undefined && !present.signal.aborted && present.beginning === this.parts.history.now) {
      this.parts.counts.joined += 1;
      request.onWait();
      return { flight: present, isJoined: true };
    }
    const flight = new Flight(this.parts.history.now);
    flight.begin((own) => this.#run(request, own));
    return { flight, isJoined: false };
  }

  /** Is the key being loaded here? */
  isLoading(name: string): boolean {
    return this.#flights.has(name);
  }

  /** Loads a key anew, for nobody, unless that goes on already. */
  refresh(request: LoadRequest): void {
    if (this.#flights.has(request.name)) return;
    this.parts.counts.refreshes += 1;
    const { flight } = this.fly(request, true);
    // Nobody who joins it can end it by leaving.
    flight.join();
  }

  /** Something else is written under these: what this process has, and what is under way, was begun before. */
  forget(names: readonly string[]): void {
    const { near, standIn, fills } = this.parts;
    for (const name of names) {
      fills.drop(name);
      this.#flights.delete(name);
      near?.forget(name);
      standIn?.forget(name);
    }
  }

  stats(): CacheStats {
    const { settings, coherence, counts, fills, shared } = this.parts;
    return {
      ...counts,
      name: settings.name,
      state: this.health.state,
      troubles: this.health.troubles,
      isListening: coherence.isListening,
      pending: shared.journal.size,
      failures: { ...this.#failures },
      droppedFills: fills.dropped,
      flights: this.#underWay.size,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#isOpen = false;
    const { settings, background, coherence, shared } = this.parts;
    const closed = new CacheClosedError(`the cache "${settings.name}" was closed`, { provider: settings.name });
    for (const flight of this.#underWay) {
      flight.abort(closed);
      // As it ends, it gives its lease back.
      background.add(flight.answer);
    }
    await background.settle(closeLimit);
    shared.journal.close();
    await coherence.close();
    this.health.close();
  }

  async #run(request: LoadRequest, flight: Flight): Promise<Answer> {
    const { name } = request;
    this.#underWay.add(flight);
    if (request.isStored && request.among === undefined) this.#flights.set(name, flight);
    try {
      return await this.#readThrough.run(request, flight);
    } finally {
      this.#underWay.delete(flight);
      if (this.#flights.get(name) === flight) this.#flights.delete(name);
    }
  }

  #hear({ written, freed, invalidated }: Message): void {
    const { news, history } = this.parts;
    if (invalidated.length > 0) history.invalidate(invalidated);
    this.forget(written);
    for (const name of written) news.tell(name, 'written');
    for (const name of freed) news.tell(name, 'freed');
  }
}
