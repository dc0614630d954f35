import { randomUUID } from 'node:crypto';
import {
  CacheClosedError,
  checkKey,
  maxKeyBytes,
  parseDuration,
  type Backplane,
  type BackplaneListener,
  type CallOptions,
  type Duration,
  type Lease,
  type Coordination,
  type LeaseStore,
  type Milliseconds,
  type VersionStore,
} from '@modular-agent/cache-contract';
import {
  callTimeout,
  checkLease,
  checkSignal,
  checkText,
  leaseDuration,
  listTags,
  tellListener,
  type ErrorPlace,
} from '@modular-agent/cache-contract/provider';

/** The most tags that a delta of the reference holds. */
const maxDeltaTags = 1_000;

interface History {
  readonly epoch: string;
  sequence: number;
  floor: number;
  readonly invalidations: Map<string, { readonly sequence: number; readonly at: Milliseconds }>;
}

/** What processes share: a clock, and all that is coordinated. */
export interface CoordinationWorld {
  now: Milliseconds;
  lastToken: number;
  readonly histories: Map<string, History>;
  readonly leases: Map<string, { token: number; expiresAt: Milliseconds }>;
  /** Those of entries. */
  readonly entryLeases: Map<string, { token: string; expiresAt: Milliseconds }>;
  readonly channels: Map<string, Set<Subscription>>;
}

/** One listener on one channel. */
interface Subscription {
  readonly listener: BackplaneListener;
  readonly isOpen: () => boolean;
}

export function newWorld(): CoordinationWorld {
  return { now: 0, lastToken: 0, histories: new Map(), leases: new Map(), entryLeases: new Map(), channels: new Map() };
}

/** The history of a cache, which begins when it is first asked for. */
export function historyOf({ histories }: CoordinationWorld, cache: string): History {
  const history = histories.get(cache) ?? { epoch: randomUUID(), sequence: 0, floor: 0, invalidations: new Map() };
  histories.set(cache, history);
  return history;
}

/** The token of the lease of a key, if it is held. */
export function heldToken({ leases, now }: CoordinationWorld, key: string): number | undefined {
  const lease = leases.get(key);
  return lease !== undefined && lease.expiresAt > now ? lease.token : undefined;
}

/** The smallest coordination that keeps every promise, as one process sees it. */
export class ReferenceCoordination implements Coordination {
  isClosed = false;
  readonly #name: string;
  readonly #world: CoordinationWorld;

  constructor(name: string, world: CoordinationWorld) {
    this.#name = name;
    this.#world = world;
  }

  readonly versions: VersionStore = {
    read: async (cache, tags, options) => {
      const place = this.#enterCache(cache, options);
      const wanted = listTags(tags, place);
      const { epoch, sequence, floor, invalidations } = historyOf(this.#world, cache);
      const found = wanted.flatMap((tag) => {
        const invalidation = invalidations.get(tag);
        return invalidation === undefined ? [] : [[tag, invalidation.sequence] as const];
      });
      return { epoch, sequence, floor, invalidatedAt: new Map(found) };
    },
    readSince: async (cache, since, options) => {
      this.#enterCache(cache, options);
      const { epoch, sequence, floor, invalidations } = historyOf(this.#world, cache);
      const from = Math.max(floor, since?.epoch === epoch ? since.sequence : 0);
      const newestFirst = [...invalidations]
        .map(([tag, invalidation]) => [tag, invalidation.sequence] as const)
        .toSorted(([, one], [, other]) => other - one);
      // Its bound; a whole invalidation is in the delta or is not.
      const completeSince = Math.max(from, newestFirst[maxDeltaTags]?.[1] ?? 0);
      const invalidatedAt = new Map(newestFirst.filter(([, at]) => at > completeSince));
      return { epoch, sequence, floor, invalidatedAt, completeSince };
    },
    invalidate: async (cache, tags, options) => {
      const place = this.#enterCache(cache, options);
      const wanted = listTags(tags, place);
      const announce = options?.announce;
      if (announce !== undefined) checkText('channel', announce.channel, place);
      for (const part of announce?.message ?? []) checkText('message', part, place);
      const history = historyOf(this.#world, cache);
      history.sequence += 1;
      for (const tag of wanted) history.invalidations.set(tag, { sequence: history.sequence, at: this.#world.now });
      if (announce !== undefined) {
        await this.backplane.publish(announce.channel, announce.message.join(String(history.sequence)));
      }
      return { epoch: history.epoch, sequence: history.sequence };
    },
    prune: async (cache, olderThan, options) => {
      const age = parseDuration(olderThan, 'olderThan', this.#enterCache(cache, options));
      const history = historyOf(this.#world, cache);
      const old = [...history.invalidations].filter(([, { at }]) => at < this.#world.now - age);
      for (const [tag, { sequence }] of old) {
        history.invalidations.delete(tag);
        history.floor = Math.max(history.floor, sequence);
      }
      return old.length;
    },
  };

  readonly backplane: Backplane = {
    publish: async (channel, message, options) => {
      this.#enterChannel(channel, options);
      checkText('message', message, { provider: this.#name });
      const subscriptions = this.#world.channels.get(channel) ?? new Set();
      queueMicrotask(() => {
        for (const subscription of subscriptions) {
          if (subscription.isOpen()) void tellListener(channel, () => subscription.listener.onMessage(message));
        }
      });
    },
    subscribe: async (channel, listener, options) => {
      this.#enterChannel(channel, options);
      const subscriptions = this.#world.channels.get(channel) ?? new Set();
      const subscription: Subscription = { listener, isOpen: () => !this.isClosed };
      this.#world.channels.set(channel, subscriptions.add(subscription));
      return async () => void subscriptions.delete(subscription);
    },
  };

  readonly leases: LeaseStore = {
    acquire: async (key, ttl, options) => {
      const expiresAt = this.#enterNewLease(key, ttl, options);
      return heldToken(this.#world, key) === undefined ? this.#grant(key, expiresAt) : undefined;
    },
    take: async (key, ttl, options) =>
      this.#grant(key, ttl === 0 ? this.#enterNewLease(key, 1, options) - 1 : this.#enterNewLease(key, ttl, options)),
    renew: async (lease, ttl, options) => {
      const { key, token } = this.#enterLease(lease, options);
      const expiresAt = this.#world.now + leaseDuration(ttl, { provider: this.#name, key });
      if (heldToken(this.#world, key) !== token) return false;
      this.#world.leases.set(key, { token, expiresAt });
      return true;
    },
    release: async (lease, options) => {
      const { key, token } = this.#enterLease(lease, options);
      return heldToken(this.#world, key) === token && this.#world.leases.delete(key);
    },
  };

  #enter(options: CallOptions | undefined, key?: string): ErrorPlace {
    const place = { provider: this.#name, key };
    if (this.isClosed) throw new CacheClosedError('closed', place);
    callTimeout(options, 1_000, place);
    checkSignal(options?.signal, place);
    return place;
  }

  #enterCache(cache: string, options: CallOptions | undefined): ErrorPlace {
    const place = this.#enter(options);
    checkText('cache', cache, place, maxKeyBytes);
    return place;
  }

  #enterChannel(channel: string, options: CallOptions | undefined): void {
    checkText('channel', channel, this.#enter(options));
  }

  /** @returns When it is to end. */
  #enterNewLease(key: string, ttl: Duration, options: CallOptions | undefined): number {
    const place = this.#enter(options, key);
    checkKey(key, this.#name);
    return this.#world.now + leaseDuration(ttl, place);
  }

  #grant(key: string, expiresAt: number): Lease {
    const token = ++this.#world.lastToken;
    this.#world.leases.set(key, { token, expiresAt });
    return { key, token };
  }

  #enterLease(lease: unknown, options: CallOptions | undefined): { readonly key: string; readonly token: number } {
    const key = (lease as { readonly key?: string } | null | undefined)?.key;
    const place = this.#enter(options, typeof key === 'string' ? key : undefined);
    checkLease(lease, place);
    checkKey(lease.key, this.#name);
    return lease;
  }
}
