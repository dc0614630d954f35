import {
  CacheOverloadedError,
  CacheServerError,
  CacheTimeoutError,
  CacheUnavailableError,
} from '@modular-agent/cache-contract';
import type { Schedule } from './schedule.ts';

/** A call of the store. */
export type StoreCall = 'read' | 'acquire' | 'set' | 'store' | 'delete' | 'invalidate' | 'renew' | 'release';

/**
 * Ways in which a call of the store goes wrong.
 *
 * - `refused`: no room; the store ends the lease and removes the older entry. `forbidden`: no rights; nothing is done.
 * - `unavailable`, `busy`: not sent. `stuck`: waits long before it is sent.
 * - `applied`, `lost`, `late`, `too-late`: the outcome is unknown; it happened, it did not, it happens later, it arrives after
 *   its time.
 */
export const faultKinds = [
  'refused',
  'forbidden',
  'unavailable',
  'busy',
  'stuck',
  'applied',
  'lost',
  'late',
  'too-late',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const possible: Readonly<Record<StoreCall, readonly FaultKind[]>> = {
  read: ['unavailable', 'busy', 'stuck', 'lost'],
  acquire: ['refused', 'forbidden', 'unavailable', 'busy', 'stuck', 'lost'],
  set: [...faultKinds, 'late', 'late', 'too-late', 'too-late', 'too-late'],
  store: ['refused', 'forbidden', 'unavailable', 'busy', 'stuck', 'applied', 'lost', 'late'],
  delete: ['forbidden', 'unavailable', 'busy', 'stuck', 'applied', 'lost', 'late'],
  invalidate: ['refused', 'forbidden', 'unavailable', 'busy', 'stuck', 'applied', 'lost', 'late'],
  renew: ['unavailable', 'busy', 'lost', 'applied'],
  release: ['unavailable', 'busy', 'lost', 'applied', 'late'],
};

/** Counts steps by their names. */
export type Counts = Map<string, number>;

export function count(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Decides how each call of the store goes. */
export class Faults {
  /** By process: how all its calls go. */
  readonly outages: Map<number, FaultKind> = new Map();
  rate: number;
  readonly #schedule: Schedule;
  readonly #counts: Counts;
  /** Some of them in each history, so that the same happens more often. */
  readonly #kinds: ReadonlySet<FaultKind>;

  constructor(schedule: Schedule, rate: number, counts: Counts) {
    this.#schedule = schedule;
    this.rate = rate;
    this.#counts = counts;
    this.#kinds = new Set(rate > 0 ? schedule.some(faultKinds, 1) : []);
  }

  choose(process: number, call: StoreCall): FaultKind | undefined {
    const kinds = possible[call].filter((kind) => this.#kinds.has(kind));
    const outage = this.outages.get(process);
    const lasting = outage !== undefined && possible[call].includes(outage) ? outage : undefined;
    const fault =
      lasting ?? (kinds.length > 0 && this.#schedule.chance(this.rate) ? this.#schedule.pick(kinds) : undefined);
    if (fault !== undefined) count(this.#counts, `fault ${fault}`);
    return fault;
  }

  stop(): void {
    this.rate = 0;
    this.outages.clear();
  }
}

/** The error of a fault. @param isWrite Whether an unknown outcome matters. */
export function errorOf(fault: FaultKind, isWrite: boolean): Error {
  const provider = 'remote';
  switch (fault) {
    case 'refused':
      return new CacheServerError('OOM', { provider, reply: 'OOM' });
    case 'forbidden':
      return new CacheServerError('NOPERM', { provider, reply: 'NOPERM' });
    case 'busy':
    case 'stuck':
      return new CacheOverloadedError('no place in time', { provider });
    case 'unavailable':
      return new CacheUnavailableError('not there', { provider });
    default:
      return new CacheTimeoutError('no answer', { provider, outcome: isWrite ? 'unknown' : 'not-applied' });
  }
}
