import type { Announcement, Milliseconds } from '@modular-agent/cache-contract';
import { checkText } from '@modular-agent/cache-contract/provider';
import { maxEntryBytes } from '../codec/max-entry-bytes.ts';
import type { Store } from '../operations/store.ts';
import { inBackground } from './in-background.ts';
import type { RedisBackplane } from './redis-backplane.ts';

/** How long the node that takes messages is tried while it can't be reached. */
const publishingLasts: Milliseconds = 10_000;

/**
 * Publishes messages with what they are about. One server does so in the script of the write. In a Cluster the message goes to
 * another node than the key, after the reply to the write, and no caller waits for it.
 */
export class Announcer {
  readonly #store: Store;
  readonly #backplane: RedisBackplane;

  constructor(store: Store, backplane: RedisBackplane) {
    this.#store = store;
    this.#backplane = backplane;
  }

  /** @throws CacheOptionError if it can't be published. */
  check(announcement: Announcement | undefined, provider: string): void {
    if (announcement !== undefined) this.checkParts(announcement.channel, [announcement.message], provider);
  }

  /** As `check`, for a message in parts. */
  checkParts(channel: string, message: readonly string[], provider: string): void {
    checkText('channel', channel, { provider }, maxEntryBytes);
    for (const part of message) checkText('message', part, { provider }, maxEntryBytes);
  }

  /** What a script of a write gets to publish: channel and message, or nothing. */
  argumentsOf(announcement: Announcement | undefined): readonly string[] {
    if (announcement === undefined || this.#store.dispatcher.servers.isSharded) return [];
    return [this.#store.keySpace.channelName(announcement.channel), announcement.message];
  }

  /** The write has landed: publishes what its script could not. */
  landed(announcement: Announcement | undefined): void {
    if (announcement !== undefined && this.#store.dispatcher.servers.isSharded) this.publish(announcement);
  }

  /** Publishes in the background. */
  publish({ channel, message }: Announcement): void {
    const options = { queueTimeout: publishingLasts };
    void inBackground(() => this.#backplane.publish(channel, message, options), publishingLasts);
  }
}
