import type { Coordination } from '@modular-agent/cache-contract';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { GatheredReads } from '../dispatch/gathered-reads.ts';
import type { Store } from '../operations/store.ts';
import type { SubscriptionLine } from '../subscriptions/subscription-line.ts';
import { Announcer } from './announcer.ts';
import { RedisEntryStore } from './entries/redis-entry-store.ts';
import { RedisBackplane } from './redis-backplane.ts';
import { RedisClock } from './redis-clock.ts';
import { RedisLeaseStore } from './redis-lease-store.ts';
import { RedisVersionStore } from './versions/redis-version-store.ts';

/** What coordination is made of. */
export interface CoordinationParts {
  readonly store: Store;
  /** The same, where reads take the way of the writes. */
  readonly inOrder: Store;
  /** The same, where no read goes to a replica. */
  readonly masters: Store;
  /** Reads of `masters`, sent together. */
  readonly reads: GatheredReads;
  readonly line: SubscriptionLine;
  readonly runner: CallRunner;
}

/** Coordination among the processes that share the server and the `keyPrefix`. `clear` leaves what it keeps there. */
export class RedisCoordination implements Coordination {
  readonly versions: RedisVersionStore;
  readonly backplane: RedisBackplane;
  readonly leases: RedisLeaseStore;
  readonly entries: RedisEntryStore;

  constructor({ line, ...parts }: CoordinationParts) {
    const { store, runner } = parts;
    this.backplane = new RedisBackplane(line, store.dispatcher, store.keySpace, runner);
    const clock = new RedisClock(store.dispatcher, store.keySpace.channelName(''));
    const announcer = new Announcer(store, this.backplane);
    this.versions = new RedisVersionStore({ ...parts, clock, announcer });
    this.leases = new RedisLeaseStore(store, runner);
    this.entries = new RedisEntryStore({ ...parts, clock, announcer });
  }
}
