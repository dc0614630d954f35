import type { Stamp } from '../cache-entry.ts';
import type { CallOptions } from '../call-options.ts';
import type { Duration } from '../duration.ts';

/** The right to do something alone for a time. */
export interface Lease {
  /** What it is for. */
  readonly key: string;
  /** Higher than that of every earlier lease of the key: writes stamped with it win over those of an earlier holder. */
  readonly token: Stamp;
}

/**
 * Hands out leases: at most one holder of a key at a time, as far as clocks allow; tokens make the rest safe.
 *
 * A holder counts himself one from before he asked until the ttl is over: the store counts from when it granted the lease.
 * Keys are as those of entries; a ttl has an end, else it is a `CacheOptionError`, as nobody could have the lease again
 * after a crash.
 */
export interface LeaseStore {
  /** @returns The lease, or `undefined` if somebody holds it. */
  acquire(key: string, ttl: Duration, options?: CallOptions): Promise<Lease | undefined>;

  /**
   * Takes the lease, also from a holder: he can't renew or release it any more, and what he writes under his token gives way
   * to what is written under this one.
   *
   * @param ttl 0: for the token alone. Then nobody holds it.
   */
  take(key: string, ttl: Duration, options?: CallOptions): Promise<Lease>;

  /** Holds it for that long from now. @returns Is it still held? `false` if it ran out, was released or taken. */
  renew(lease: Lease, ttl: Duration, options?: CallOptions): Promise<boolean>;

  /** Gives it back. @returns Was it still held? */
  release(lease: Lease, options?: CallOptions): Promise<boolean>;
}
