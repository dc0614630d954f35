import { randomUUID } from 'node:crypto';
import {
  CacheOptionError,
  maxKeyBytes,
  parseDuration,
  type CallOptions,
  type Duration,
  type InvalidateOptions,
  type Version,
  type VersionDelta,
  type VersionSnapshot,
  type VersionStore,
} from '@modular-agent/cache-contract';
import { checkText, listTags } from '@modular-agent/cache-contract/provider';
import type { Call } from '../../calls/call.ts';
import type { CallRunner } from '../../dispatch/call-runner.ts';
import { chunks } from '../../operations/chunks.ts';
import type { Store } from '../../operations/store.ts';
import { runScript } from '../../scripts/run-script.ts';
import type { CommandArguments } from '../../wire/command-arguments.ts';
import type { Reply } from '../../wire/reply.ts';
import { roundTrip } from '../../walks/walk-names.ts';
import type { Announcer } from '../announcer.ts';
import type { RedisClock } from '../redis-clock.ts';
import { tagField } from './tag-field.ts';
import { readHistory, readMark, readSnapshot, readStep, toDelta, type History } from './version-replies.ts';
import { invalidateScript, pruneScript, readScript } from './version-scripts.ts';

/** The most tags of one invalidation: as many hold the server for about a tenth of a second. */
const maxTagsPerCall = 100_000;

/** How many tags one script looks up: a few milliseconds of the server's time. */
const tagsPerRead = 5_000;

/** The most members that `readSince` reads: as many hold the server for about a third of a millisecond. */
const membersPerDelta = 1_000;

/** What this process knows of a history beside what it is told. */
interface Known {
  /** The highest sequence that was seen, of any epoch. */
  readonly seen: number;
  readonly epoch: string;
  /** The highest floor that was seen of this epoch. */
  readonly floor: number;
}

/** What the version store is made of. */
export interface VersionStoreParts {
  readonly store: Store;
  /** The same, where no read goes to a replica. */
  readonly masters: Store;
  readonly runner: CallRunner;
  readonly clock: RedisClock;
  readonly announcer: Announcer;
}

/**
 * The versions of caches, each in one sorted set: `<keyPrefix>t|<cache>` holds the epoch (`e<uuid>`, scored `+inf`), the
 * sequence (`s`), each invalidated tag, and the floor (`f`). Tags and the floor have the score below their sequence, so that
 * whatever was read up to a sequence is not read again, while `s` always is: a server that has lost it is found out. A history
 * is lost as a whole, or not at all, and a lost one begins a new epoch.
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
 * What grows: a history, by about 150 bytes for each tag; `prune` frees those that are old. Of one of more than 1,000,000
 * tags the next invalidation forgets the oldest tenth, and raises the floor. A history has no expiry: an unused one stays until
 * somebody deletes its key, which is safe. In this process: two numbers and an epoch for each name of a cache.
 */
export class RedisVersionStore implements VersionStore {
  readonly #parts: VersionStoreParts;
  readonly #known = new Map<string, Known>();

  constructor(parts: VersionStoreParts) {
    this.#parts = parts;
  }

  /**
   * One EVALSHA for each 5,000 tags, O(tags), on the master also where reads go to replicas. Of several the version is that
   * of the first, and of each tag the last invalidation up to its own step.
   *
   * @throws CacheUnavailableError and others as any call.
   */
  read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot> {
    return this.#parts.runner.run('readVersions', undefined, options, (call) => this.#read(call, cache, tags));
  }

  /**
   * One ZREVRANGEBYSCORE, from the master, of at most 1,000 members: O(log n + what was invalidated). An EVALSHA too where a
   * history has to be begun, and the command once more where the epoch is another. About every 30 seconds the server is
   * asked for its time along with it; only the first call waits for that.
   *
   * The floor is told where it rose above `since`, else as it was last seen. Look up entries below `completeSince` by `read`, which
   * gives the present one. Tags that are long or no well-formed text are known by a digest: they raise `completeSince`.
   */
  readSince(cache: string, since: Version | undefined, options?: CallOptions): Promise<VersionDelta> {
    const { runner, clock } = this.#parts;
    const readAll = (): Promise<VersionDelta> =>
      runner.run('readVersions', undefined, options, (call) => this.#readSince(call, cache, since));
    if (since === undefined || !clock.isLearnt) return readAll();
    return runner
      .runOne('readVersions', undefined, options, (call) => this.#readNews(call, cache, since))
      .then((delta) => delta ?? readAll());
  }

  /**
   * One EVALSHA, O(tags · log n): 1,000 hold the server for about a millisecond, 100,000 for a tenth of a second. One that
   * ended without an answer may still land, which makes invalid what was to be.
   *
   * @throws CacheOptionError for more than 100,000 tags; CacheUnavailableError and others as any call.
   */
  invalidate(cache: string, tags: Iterable<string>, options?: InvalidateOptions): Promise<Version> {
    return this.#parts.runner.run('invalidateVersions', undefined, options, async (call) => {
      const { store, announcer } = this.#parts;
      const name = this.#name(call, cache);
      const announce = options?.announce;
      if (announce !== undefined) announcer.checkParts(announce.channel, announce.message, call.provider);
      const members = invalidatedTags(tags, call).map(tagField);
      const [channel = ''] = announcer.argumentsOf(announce && { channel: announce.channel, message: '' });
      const message = channel === '' ? ['', ''] : (announce?.message ?? ['', '']);
      const values = [randomUUID(), String(this.#seen(cache)), channel, ...message, ...members];
      const mark = await runScript(store.dispatcher, call, invalidateScript, [name], values, readMark);
      this.#note(cache, mark, 0);
      announcer.landed(
        announce && { channel: announce.channel, message: announce.message.join(String(mark.sequence)) },
      );
      return mark;
    });
  }

  /**
   * One EVALSHA for each 1,000 tags that are old, each about a millisecond of the server's time. Each has the time of one
   * call, a `timeout` given here is for the whole; what was forgotten before it ends stays so.
   *
   * Age goes by the server's clock: one that jumps ahead makes tags old too early, as it does with the expiry of entries.
   */
  prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number> {
    return this.#parts.runner.run('pruneVersions', undefined, options, async (call) => {
      const name = this.#name(call, cache);
      const age = parseDuration(olderThan, 'olderThan', { provider: call.provider });
      if (age === Infinity) return 0;
      for (let sum = 0; ;) {
        const trip = roundTrip(call, options);
        const { dispatcher } = this.#parts.store;
        const step = await runScript(dispatcher, trip, pruneScript, [name], [String(age)], readStep);
        sum += step.forgotten;
        if (step.isLast) return sum;
      }
    });
  }

  async #read(call: Call, cache: string, tags: Iterable<string>): Promise<VersionSnapshot> {
    const name = this.#name(call, cache);
    const wanted = listTags(tags, { provider: call.provider });
    if (wanted.length <= tagsPerRead) return await this.#look(call, cache, name, wanted);
    for (;;) {
      const [first = [], ...others] = chunks(wanted, tagsPerRead);
      let whole = await this.#look(call, cache, name, first);
      for (const part of others) {
        const step = await this.#look(call, cache, name, part);
        const invalidatedAt = new Map([...whole.invalidatedAt, ...step.invalidatedAt]);
        const epoch = whole.epoch === step.epoch ? whole.epoch : undefined;
        if (epoch === undefined) break;
        whole = { epoch, sequence: whole.sequence, invalidatedAt, floor: Math.max(whole.floor, step.floor) };
        if (part === others.at(-1)) return whole;
      }
    }
  }

  /** Finds the history, or begins it. */
  async #look(call: Call, cache: string, name: string, tags: readonly string[]): Promise<VersionSnapshot> {
    const values = [randomUUID(), String(this.#seen(cache)), ...tags.map(tagField)];
    const { dispatcher } = this.#parts.store;
    const read = (reply: Parameters<typeof readSnapshot>[0]): VersionSnapshot => readSnapshot(reply, tags);
    const snapshot = await runScript(dispatcher, call, readScript, [name], values, read);
    this.#note(cache, snapshot, snapshot.floor);
    return snapshot;
  }

  async #readSince(call: Call, cache: string, since: Version | undefined): Promise<VersionDelta> {
    const name = this.#name(call, cache);
    if (since !== undefined) checkVersion(since, call);
    // What was seen before this was sent: an answer behind that comes of a server that has lost it.
    let seen = this.#seen(cache);
    const time = this.#parts.clock.keep(call);
    let history = await this.#ask(call, name, since?.sequence);
    let from = since?.sequence ?? 0;
    if (since !== undefined && history?.epoch === since.epoch) {
      seen = Math.max(seen, since.sequence);
    } else if (since !== undefined && history !== undefined) {
      from = 0;
      history = await this.#ask(call, name, undefined);
    }
    await time;
    const sequence = history?.sequence ?? -1;
    if (history === undefined || sequence < seen) {
      this.#note(cache, { epoch: '', sequence: seen }, 0);
      const begun = await this.#look(call, cache, name, []);
      return { ...begun, completeSince: begun.sequence };
    }
    const floor = this.#note(cache, { epoch: history.epoch, sequence }, history.floor ?? 0);
    return toDelta(history, sequence, floor, from, membersPerDelta);
  }

  /** Reads what was invalidated since then, in one round trip. @returns `undefined` if the history was lost, or replaced by another. */
  #readNews(call: Call, cache: string, since: Version): Promise<VersionDelta | undefined> {
    const name = this.#name(call, cache);
    checkVersion(since, call);
    const seen = Math.max(this.#seen(cache), since.sequence);
    void this.#parts.clock.keep(call);
    const read = (reply: Reply): VersionDelta | undefined => {
      const history = readHistory(reply);
      const { epoch, sequence = -1, floor = 0 } = history ?? {};
      if (history === undefined || epoch !== since.epoch || sequence < seen) return undefined;
      const highest = this.#note(cache, { epoch, sequence }, floor);
      return toDelta(history, sequence, highest, since.sequence, membersPerDelta);
    };
    const { dispatcher } = this.#parts.masters;
    return dispatcher.read(call, historySince(name, since.sequence), read, {
      observer: this.#parts.runner,
      isLight: true,
    });
  }

  #ask(call: Call, name: string, from: number | undefined): Promise<History | undefined> {
    return this.#parts.masters.dispatcher.read(call, historySince(name, from), readHistory, { isLight: true });
  }

  #name(call: Call, cache: string): string {
    checkText('cache', cache, { provider: call.provider }, maxKeyBytes);
    return this.#parts.store.keySpace.versionsKey(cache);
  }

  #seen(cache: string): number {
    return this.#known.get(cache)?.seen ?? 0;
  }

  /** @returns The highest floor that is known of this epoch. */
  #note(cache: string, { epoch, sequence }: Version, floor: number): number {
    const known = this.#known.get(cache);
    const highest = Math.max(floor, known?.epoch === epoch ? known.floor : 0);
    this.#known.set(cache, { seen: Math.max(sequence, known?.seen ?? 0), epoch, floor: highest });
    return highest;
  }
}

/** The command that reads a history, newest first. @param from The lowest sequence. Default: the whole history. */
function historySince(name: string, from: number | undefined): CommandArguments {
  const lowest = from === undefined ? '-inf' : String(from);
  return ['ZREVRANGEBYSCORE', name, '+inf', lowest, 'WITHSCORES', 'LIMIT', '0', String(membersPerDelta)];
}

/** Each once. @throws CacheOptionError if they are no list of tags, or too many for one step. */
function invalidatedTags(tags: Iterable<string>, { provider }: Call): readonly string[] {
  const wanted = listTags(tags, { provider });
  if (wanted.length <= maxTagsPerCall) return wanted;
  throw new CacheOptionError(`tags are ${wanted.length}; give at most ${maxTagsPerCall} at once`, {
    provider,
    option: 'tags',
  });
}

/** @throws CacheOptionError if it is nothing that a version store can have given. */
function checkVersion(since: Version, { provider }: Call): void {
  const { epoch, sequence }: { epoch: unknown; sequence: unknown } = since;
  if (typeof epoch === 'string' && Number.isSafeInteger(sequence) && since.sequence >= 0) return;
  throw new CacheOptionError('since is no version; give what a call of the version store gave', {
    provider,
    option: 'since',
  });
}
