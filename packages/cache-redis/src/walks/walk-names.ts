import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import { Walk, type WalkStep } from './walk.ts';

/** A walk over many round trips: each has the time of a call, unless the caller gave the whole a `timeout`. */
export function roundTrip(call: Call, options: CallOptions | undefined): Call {
  if (options?.timeout !== undefined) return call;
  const startedAt = performance.now();
  return { ...call, startedAt, endsAt: startedAt + call.timeout };
}

/** The keys in Redis of every entry, by a walk within one call. */
export async function* walkNames(
  store: Store,
  call: Call,
  options: CallOptions | undefined,
): AsyncGenerator<WalkStep, void, undefined> {
  const walk = new Walk(store);
  for (;;) {
    const step = await walk.next(roundTrip(call, options));
    if (step === undefined) return;
    yield step;
  }
}
