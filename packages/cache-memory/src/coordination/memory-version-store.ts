import {
  maxKeyBytes,
  parseDuration,
  type CallOptions,
  type Duration,
  type InvalidateOptions,
  type InvalidationAnnouncement,
  type Version,
  type VersionDelta,
  type VersionSnapshot,
  type VersionStore,
} from '@modular-agent/cache-contract';
import { checkText, listTags, type ErrorPlace } from '@modular-agent/cache-contract/provider';
import type { CallGate } from '../calls/call-gate.ts';
import type { MemoryBackplane } from './memory-backplane.ts';
import { VersionHistory } from './version-history.ts';

/** The versions of the caches of one process. It takes no more than the names of the caches to begin with. */
export class MemoryVersionStore implements VersionStore {
  readonly #gate: CallGate;
  readonly #backplane: MemoryBackplane;
  readonly #histories = new Map<string, VersionHistory>();

  constructor(gate: CallGate, backplane: MemoryBackplane) {
    this.#gate = gate;
    this.#backplane = backplane;
  }

  async read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot> {
    const wanted = listTags(tags, this.#enter(cache, options));
    return this.#historyOf(cache).read(wanted);
  }

  /** O(tags invalidated since). A delta holds at most 8,192 tags; those of one invalidation all or not at all. */
  async readSince(cache: string, since: Version | undefined, options?: CallOptions): Promise<VersionDelta> {
    this.#enter(cache, options);
    return this.#historyOf(cache).readSince(since);
  }

  async invalidate(cache: string, tags: Iterable<string>, options?: InvalidateOptions): Promise<Version> {
    const place = this.#enter(cache, options);
    const names = listTags(tags, place);
    const announce = options?.announce;
    if (announce !== undefined) checkAnnouncement(announce, place);
    const version = this.#historyOf(cache).invalidate(names);
    if (announce !== undefined) {
      const [before, after] = announce.message;
      this.#backplane.send({ channel: announce.channel, message: before + String(version.sequence) + after });
    }
    return version;
  }

  async prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number> {
    const age = parseDuration(olderThan, 'olderThan', this.#enter(cache, options));
    return this.#histories.get(cache)?.prune(age) ?? 0;
  }

  /** Forgets every history. */
  close(): void {
    this.#histories.clear();
  }

  #enter(cache: string, options: CallOptions | undefined): ErrorPlace {
    const place = { provider: this.#gate.provider };
    this.#gate.enter(options);
    checkText('cache', cache, place, maxKeyBytes);
    return place;
  }

  #historyOf(cache: string): VersionHistory {
    let history = this.#histories.get(cache);
    if (history === undefined) {
      history = new VersionHistory();
      this.#histories.set(cache, history);
    }
    return history;
  }
}

function checkAnnouncement({ channel, message }: InvalidationAnnouncement, place: ErrorPlace): void {
  checkText('channel', channel, place);
  const [before, after] = message;
  checkText('message', before, place);
  checkText('message', after, place);
}
