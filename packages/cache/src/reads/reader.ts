import type { Milliseconds } from '@modular-agent/cache-contract';
import {
  decodeRecord,
  encodeRecord,
  isFresh,
  isUsable,
  remainingLife,
  type EntryRecord,
} from '../entries/entry-record.ts';
import type { Fallback } from '../flights/load-request.ts';
import type { Scope } from '../keys/scope.ts';
import type { Parts } from '../parts.ts';
import { Budget } from '../tiers/budget.ts';
import type { Found } from '../tiers/shared-tiers.ts';
import { away } from '../tiers/tier.ts';

/** How an entry is looked for. */
export interface ReadPlan {
  readonly scope: Scope;
  readonly maxAge: Milliseconds;
  /** The names of the tiers to use; all if absent. */
  readonly among: ReadonlySet<string> | undefined;
}

/** Is an entry young enough, by its ttl and by what the caller wants? */
export function isWanted(record: EntryRecord, maxAge: Milliseconds): boolean {
  const now = Date.now();
  return isFresh(record, now) && (maxAge === Infinity || now - record.createdAt <= maxAge);
}

/** Finds entries that are there. */
export class Reader {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What this process's memory has that may be served now, or where nothing else can be had. */
  fallback(name: string, { scope, among }: Pick<ReadPlan, 'scope' | 'among'>): Fallback | undefined {
    const { near } = this.#parts;
    if (near === undefined || among?.has(near.name) === false) return undefined;
    const entry = near.peek(name);
    if (entry === undefined || !near.isValid(entry.metadata, scope)) return undefined;
    const record = decodeRecord(entry.metadata);
    if (record === undefined || !isUsable(record, Date.now())) return undefined;
    const { value, stamp } = entry;
    return { value, stamp, record, source: near.name, isTrusted: near.isTrusted(entry.metadata) };
  }

  /** The entry that is wanted, of memory or of the shared tiers. */
  async find(name: string, plan: ReadPlan, budget: Budget): Promise<Found | undefined> {
    return (await this.findMany([name], plan, budget)).get(name);
  }

  /** The entries that are wanted: of memory, and in one call of each shared tier those that it does not have. */
  async findMany(names: readonly string[], plan: ReadPlan, budget: Budget): Promise<ReadonlyMap<string, Found>> {
    const { near, standIn, fills, shared, counts } = this.#parts;
    const { scope, maxAge, among } = plan;
    const found = new Map<string, Found>();
    const fallbacks = new Map<string, Fallback>();
    for (const name of names) {
      const fallback = this.fallback(name, plan);
      if (fallback === undefined || !isWanted(fallback.record, maxAge)) continue;
      (fallback.isTrusted ? found : fallbacks).set(name, fallback);
    }
    counts.nearHits += found.size;
    const missing = names.filter((name) => !found.has(name));
    if (missing.length === 0) return found;
    const marks = near?.begin();
    const underWay = missing.map((name) => fills.begin(name));
    const shares = await shared
      .readMany(missing, scope, budget, among)
      .finally(() => underWay.forEach((fill) => fills.end(fill)));
    for (const [index, name] of missing.entries()) {
      const share = shares === away ? (fallbacks.get(name) ?? standIn?.find(name, scope)) : shares.get(name);
      if (share === undefined || !isWanted(share.record, maxAge)) continue;
      found.set(name, share);
      if (shares === away || near === undefined || marks === undefined || underWay[index]?.isDropped === true) continue;
      near.keep(
        name,
        share.value,
        encodeRecord(share.record),
        marks,
        remainingLife(share.record, Date.now()),
        share.stamp,
      );
    }
    const hits = missing.filter((name) => found.has(name)).length;
    counts.sharedHits += hits;
    counts.misses += missing.length - hits;
    return found;
  }
}
