import { randomUUID } from 'node:crypto';
import {
  CacheOptionError,
  maxKeyBytes,
  parseDuration,
  type CallOptions,
  type Duration,
  type Version,
  type VersionSnapshot,
  type VersionStore,
} from '@modular-agent/cache-contract';
import { checkText, listTags } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { Store } from '../operations/store.ts';
import { runScript } from '../scripts/run-script.ts';
import { roundTrip } from '../walks/walk-names.ts';
import { tagField } from './tag-field.ts';
import { readMark, readSnapshot, readStep } from './version-replies.ts';
import { invalidateScript, pruneScript, readScript } from './version-scripts.ts';

/** The most tags of one call: as many hold the server for about a tenth of a second. */
const maxTagsPerCall = 100_000;

/**
 * The versions of caches, each in one Redis hash: `<keyPrefix>t|<cache>` holds the epoch, the sequence, and for each
 * invalidated tag the sequence of that. So a history is lost as a whole, or not at all, and a lost one begins a new epoch.
 *
 * The sequence is the server's time in microseconds, or one more than the last where that is higher. So it goes on above
 * the numbers that a failover may have lost, and also says when each tag was invalidated.
 *
 * A failover that loses its last writes, or a restart from an older file, may lose an acknowledged invalidation; entries
 * that it made invalid are valid again then. Whoever has seen a sequence that the server no longer has begins a new epoch
 * with its next call, which makes every older entry invalid. Nobody notices if another process, which had not seen it,
 * invalidates something first, or if none that had seen it asks again: those entries then live until their ttl is over. No
 * later invalidation is harmed in any case.
 *
 * What grows: a history, by about 100 bytes for each tag; `prune` frees those that are old. One of more than 1,000,000 tags
 * is dropped at the next invalidation, and a new epoch begins. A history has no expiry: an unused one stays until somebody
 * deletes its key, which is safe. In this process: one number for each name of a cache.
 */
export class RedisVersionStore implements VersionStore {
  readonly #store: Store;
  readonly #runner: CallRunner;
  /** The highest sequence that was seen of each cache. */
  readonly #seen = new Map<string, number>();

  constructor(store: Store, runner: CallRunner) {
    this.#store = store;
    this.#runner = runner;
  }

  /**
   * One HMGET, from the master also where reads go to replicas. An EVALSHA too where a history has to be begun.
   *
   * @throws CacheOptionError for more than 100,000 tags; CacheUnavailableError and others as any call.
   */
  read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot> {
    return this.#runner.run('readVersions', undefined, options, (call) => this.#read(call, cache, tags));
  }

  /**
   * One EVALSHA, O(tags): 1,000 hold the server for about a millisecond, 100,000 for a tenth of a second. One that ended
   * without an answer may still land, which makes invalid what was to be.
   *
   * @throws CacheOptionError for more than 100,000 tags; CacheUnavailableError and others as any call.
   */
  invalidate(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<Version> {
    return this.#runner.run('invalidateVersions', undefined, options, async (call) => {
      const name = this.#name(call, cache);
      const fields = wantedTags(tags, call).map(tagField);
      const values = [randomUUID(), String(this.#seen.get(cache) ?? 0), ...fields];
      const mark = await runScript(this.#store.dispatcher, call, invalidateScript, [name], values, readMark);
      this.#note(cache, mark);
      return mark;
    });
  }

  /**
   * One EVALSHA for each 1,000 tags or so that there are, each about a millisecond of the server's time. Each has the
   * time of one call, a `timeout` given here is for the whole; what was forgotten before it ends stays so.
   *
   * Age goes by the server's clock: one that jumps ahead makes tags old too early, as it does with the expiry of entries.
   */
  prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number> {
    return this.#runner.run('pruneVersions', undefined, options, async (call) => {
      const name = this.#name(call, cache);
      const age = parseDuration(olderThan, 'olderThan', { provider: call.provider });
      if (age === Infinity) return 0;
      let forgotten = 0;
      let cursor = '0';
      do {
        const values = [cursor, String(age)];
        const trip = roundTrip(call, options);
        const step = await runScript(this.#store.dispatcher, trip, pruneScript, [name], values, readStep);
        cursor = step[0];
        forgotten += step[1];
      } while (cursor !== '0');
      return forgotten;
    });
  }

  async #read(call: Call, cache: string, tags: Iterable<string>): Promise<VersionSnapshot> {
    const { dispatcher } = this.#store;
    const name = this.#name(call, cache);
    const wanted = wantedTags(tags, call);
    const fields = wanted.map(tagField);
    // What was seen before this was sent: an answer behind that comes of a server that has lost it.
    const seen = this.#seen.get(cache) ?? 0;
    const master = { read: (command: Command): void => dispatcher.servers.read(command, 'master') };
    const command = ['HMGET', name, 'epoch', 'sequence', ...fields];
    const found = await dispatcher.read(call, command, (reply) => readSnapshot(reply, wanted), undefined, master);
    const isWhole = found !== undefined && found.sequence >= seen;
    const snapshot = isWhole ? found : await this.#begin(call, name, wanted, [randomUUID(), String(seen), ...fields]);
    this.#note(cache, snapshot);
    return snapshot;
  }

  #begin(call: Call, name: string, tags: readonly string[], values: readonly string[]): Promise<VersionSnapshot> {
    return runScript(this.#store.dispatcher, call, readScript, [name], values, (reply) => {
      const snapshot = readSnapshot(reply, tags);
      if (snapshot === undefined) throw new TypeError('the reply has no epoch');
      return snapshot;
    });
  }

  #name(call: Call, cache: string): string {
    checkText('cache', cache, { provider: call.provider }, maxKeyBytes);
    return this.#store.keySpace.versionsKey(cache);
  }

  #note(cache: string, { sequence }: Version): void {
    this.#seen.set(cache, Math.max(sequence, this.#seen.get(cache) ?? 0));
  }
}

/** Each once. @throws CacheOptionError if they are no list of tags, or too many. */
function wantedTags(tags: Iterable<string>, { provider }: Call): readonly string[] {
  const wanted = listTags(tags, { provider });
  if (wanted.length <= maxTagsPerCall) return wanted;
  throw new CacheOptionError(`tags are ${wanted.length}; give at most ${maxTagsPerCall} at once`, {
    provider,
    option: 'tags',
  });
}
