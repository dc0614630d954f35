import { checkKey, type CallOptions, type Duration, type Lease, type LeaseStore } from '@modular-agent/cache-contract';
import { checkLease, leaseDuration, takenDuration } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { Store } from '../operations/store.ts';
import { runScript, type Script } from '../scripts/run-script.ts';
import type { Reply } from '../wire/reply.ts';
import { acquireScript, releaseScript, renewScript, takeScript } from './lease-scripts.ts';
import { readWhole } from './read-whole.ts';

/**
 * Leases of which each is one Redis key, `<keyPrefix>l|<key>`: every call is one EVALSHA, O(1), which the server runs in one
 * step and by its own clock, so that clocks of processes need not agree.
 *
 * A token is the server's time in microseconds, or one more than the key's last where that is higher. The last one is kept
 * for a minute after the lease has ended, and then freed by Redis's own expiry: tokens go forward through any step back of
 * the clock of up to a minute, as what was freed before is older than the step.
 *
 * Two can hold a lease at once where the server forgets one, or ends it early: a failover that loses its last writes, an
 * eviction (maxmemory-policy `allkeys-*` or `volatile-*`), a FLUSHALL, a clock that jumps ahead. Then the tokens tell them
 * apart: what is written by `setIfNewer` with the token as its stamp never gives way to an earlier holder's. That rests on
 * clocks too: a new master whose clock is behind the lost one's by more than the failover took gives lower tokens for as
 * long, and the later holder's writes are refused, not the earlier's overwritten.
 *
 * An `acquire` that ended without an answer may have been granted: it ends by itself, when its ttl is over.
 */
export class RedisLeaseStore implements LeaseStore {
  readonly #store: Store;
  readonly #runner: CallRunner;

  constructor(store: Store, runner: CallRunner) {
    this.#store = store;
    this.#runner = runner;
  }

  acquire(key: string, ttl: Duration, options?: CallOptions): Promise<Lease | undefined> {
    return this.#runner.run('acquireLease', key, options, async (call) => {
      checkKey(key, call.provider);
      const milliseconds = String(leaseDuration(ttl, { provider: call.provider, key }));
      const token = await this.#run(call, acquireScript, key, [milliseconds], readToken);
      return token === undefined ? undefined : Object.freeze({ key, token });
    });
  }

  take(key: string, ttl: Duration, options?: CallOptions): Promise<Lease> {
    return this.#runner.run('takeLease', key, options, async (call) => {
      checkKey(key, call.provider);
      const milliseconds = String(takenDuration(ttl, { provider: call.provider, key }));
      const token = await this.#run(call, takeScript, key, [milliseconds], readWhole);
      return Object.freeze({ key, token });
    });
  }

  renew(lease: Lease, ttl: Duration, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('renewLease', keyOf(lease), options, async (call) => {
      const { key, token } = checked(lease, call);
      const milliseconds = String(leaseDuration(ttl, { provider: call.provider, key }));
      return await this.#run(call, renewScript, key, [String(token), milliseconds], readAnswer);
    });
  }

  release(lease: Lease, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('releaseLease', keyOf(lease), options, async (call) => {
      const { key, token } = checked(lease, call);
      return await this.#run(call, releaseScript, key, [String(token)], readAnswer);
    });
  }

  #run<T>(call: Call, script: Script, key: string, values: readonly string[], read: (reply: Reply) => T): Promise<T> {
    return runScript(this.#store.dispatcher, call, script, [this.#store.keySpace.leaseKey(key)], values, read);
  }
}

/** A caller without types can pass anything. */
function keyOf(lease: Lease | undefined): string | undefined {
  return lease?.key;
}

/** @throws CacheOptionError or CacheKeyError if it is no lease. */
function checked(lease: Lease, { provider, key }: Call): Lease {
  checkLease(lease, { provider, key });
  checkKey(lease.key, provider);
  return lease;
}

function readToken(reply: Reply): number | undefined {
  return reply === null ? undefined : readWhole(reply);
}

function readAnswer(reply: Reply): boolean {
  return readWhole(reply) === 1;
}
