import type { Coordination } from '@modular-agent/cache-contract';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { Store } from '../operations/store.ts';
import type { SubscriptionLine } from '../subscriptions/subscription-line.ts';
import { RedisBackplane } from './redis-backplane.ts';
import { RedisLeaseStore } from './redis-lease-store.ts';
import { RedisVersionStore } from './redis-version-store.ts';

/** Coordination among the processes that share the server and the `keyPrefix`. `clear` leaves what it keeps there. */
export class RedisCoordination implements Coordination {
  readonly versions: RedisVersionStore;
  readonly backplane: RedisBackplane;
  readonly leases: RedisLeaseStore;

  constructor(store: Store, line: SubscriptionLine, runner: CallRunner) {
    this.versions = new RedisVersionStore(store, runner);
    this.backplane = new RedisBackplane(line, store.dispatcher, store.keySpace, runner);
    this.leases = new RedisLeaseStore(store, runner);
  }
}
