import type { EntryLease } from '../coordination/entry-store.ts';
import type { Lease } from '../coordination/lease-store.ts';
import { parseDuration, type Duration, type Milliseconds } from '../duration.ts';
import { CacheOptionError } from '../errors/cache-option-error.ts';
import type { ErrorPlace } from '../errors/error-place.ts';

/** How long a lease is to be held. @throws CacheOptionError if that is no duration, or without end. */
export function leaseDuration(ttl: Duration, place: ErrorPlace): Milliseconds {
  const duration = parseDuration(ttl, 'ttl', place);
  if (duration < Infinity) return duration;
  throw new CacheOptionError('ttl is Infinity; a lease must end, or it could never be had again after a crash', {
    ...place,
    option: 'ttl',
  });
}

/** As `leaseDuration`, for a lease that is taken: 0 is for its token alone. */
export function takenDuration(ttl: Duration, place: ErrorPlace): Milliseconds {
  return ttl === 0 ? 0 : leaseDuration(ttl, place);
}

/** @throws CacheOptionError if it is nothing that a lease store can have given. */
export function checkLease(lease: unknown, place: ErrorPlace): asserts lease is Lease {
  const isLease =
    typeof lease === 'object' &&
    lease !== null &&
    'key' in lease &&
    'token' in lease &&
    Number.isSafeInteger(lease.token);
  if (isLease) return;
  throw new CacheOptionError('lease is none; give back what acquire gave', { ...place, option: 'lease' });
}

/** As `checkLease`, for the lease of an entry. */
export function checkEntryLease(lease: unknown, place: ErrorPlace): asserts lease is EntryLease {
  const isLease =
    typeof lease === 'object' &&
    lease !== null &&
    'key' in lease &&
    'token' in lease &&
    typeof lease.token === 'string' &&
    lease.token !== '';
  if (isLease) return;
  throw new CacheOptionError('lease is none; give back what acquire gave', { ...place, option: 'lease' });
}

/** Leases of entries. @throws CacheOptionError if they are no list of leases. */
export function listLeases(leases: readonly EntryLease[], place: ErrorPlace): EntryLease[] {
  if (!Array.isArray(leases)) {
    throw new CacheOptionError('leases must be an array of what acquire gave', { ...place, option: 'leases' });
  }
  for (const lease of leases) checkEntryLease(lease, place);
  return [...leases];
}
