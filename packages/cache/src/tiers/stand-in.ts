import type { JsonObject, Milliseconds, SyncCacheProvider } from '@modular-agent/cache-contract';
import { decodeRecord, isUsable } from '../entries/entry-record.ts';
import type { NearMarks } from '../entries/near-record.ts';
import type { Scope } from '../keys/scope.ts';
import type { LocalHistory } from '../versions/local-history.ts';
import { Near } from './near.ts';
import type { Found } from './shared-tiers.ts';

/**
 * A provider of this process that stands in for the tiers while they are away. It has only what was written or loaded since
 * they went; when they are back, all of it is given up.
 */
export class StandIn {
  readonly #near: Near;
  readonly #outage = { isListening: true, era: 0 };

  constructor(provider: SyncCacheProvider, instance: string, history: LocalHistory) {
    this.#near = new Near(provider, false, instance, history, this.#outage);
  }

  /** What goes to an entry that begins now. */
  begin(): NearMarks {
    return this.#near.begin();
  }

  /** What was kept during this outage and may still be served, be it fresh or in its grace. */
  find(name: string, scope: Scope): Found | undefined {
    const entry = this.#near.peek(name);
    if (entry === undefined || !this.#near.isTrusted(entry.metadata)) return undefined;
    if (!this.#near.isValid(entry.metadata, scope)) return undefined;
    const record = decodeRecord(entry.metadata);
    if (record === undefined || !isUsable(record, Date.now())) return undefined;
    return { value: entry.value, record, stamp: undefined, source: this.#near.name };
  }

  keep(name: string, value: unknown, record: JsonObject, marks: NearMarks, ttl: Milliseconds): void {
    this.#near.keep(name, value, record, marks, ttl, undefined);
  }

  forget(name: string): void {
    this.#near.forget(name);
  }

  /** The tiers are back: gives up all that it has. */
  end(): void {
    this.#outage.era += 1;
  }
}
