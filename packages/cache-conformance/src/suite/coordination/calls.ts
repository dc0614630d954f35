import type { CallOptions, Coordination } from '@modular-agent/cache-contract';

/** Keys of the leases that the calls are about. */
export const freeKey = 'free';
export const heldKey = 'held';

/** One of the methods of coordination, called in its simplest way. */
export interface CoordinationCall {
  readonly name: string;
  /** The key that its errors name, where there is one. */
  readonly key: string | undefined;
  /** @param token That of the lease that is held. */
  readonly start: (coordination: Coordination, token: number, options?: CallOptions) => Promise<unknown>;
}

const listener = { onMessage: () => {}, onGap: () => {} };

/** Every method. */
export const coordinationCalls: readonly CoordinationCall[] = [
  call('versions.read', undefined, ({ versions }, _, options) => versions.read('cache', ['a'], options)),
  call('versions.readSince', undefined, ({ versions }, _, options) => versions.readSince('cache', undefined, options)),
  call('versions.invalidate', undefined, ({ versions }, _, options) => versions.invalidate('cache', ['a'], options)),
  call('versions.prune', undefined, ({ versions }, _, options) => versions.prune('cache', 1, options)),
  call('backplane.publish', undefined, ({ backplane }, _, options) => backplane.publish('news', 'said', options)),
  call('backplane.subscribe', undefined, ({ backplane }, _, options) => backplane.subscribe('x', listener, options)),
  call('leases.take', freeKey, ({ leases }, _, options) => leases.take(freeKey, '1h', options)),
  call('leases.acquire', freeKey, ({ leases }, _, options) => leases.acquire(freeKey, '1h', options)),
  call('leases.renew', heldKey, ({ leases }, token, options) => leases.renew({ key: heldKey, token }, 1, options)),
  call('leases.release', heldKey, ({ leases }, token, options) => leases.release({ key: heldKey, token }, options)),
];

function call(name: string, key: string | undefined, start: CoordinationCall['start']): CoordinationCall {
  return { name, key, start };
}
