import type { Backplane, BackplaneListener, CallOptions, Unsubscribe } from '@modular-agent/cache-contract';
import { checkText } from '@modular-agent/cache-contract/provider';
import { maxEntryBytes } from '../codec/max-entry-bytes.ts';
import type { KeySpace } from '../keys/key-space.ts';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { SubscriptionLine } from '../subscriptions/subscription-line.ts';

/**
 * Tells messages to every process that listens, by Redis's own PUBLISH and SUBSCRIBE: at most once, in the order in which
 * the server took them, in whatever `db` a listener is.
 *
 * Channels lie under `<keyPrefix>b|`. What is published while a listener is not connected is lost to it; `onGap` is called
 * when the connection is lost, and again when it listens anew, as messages may have been lost until then. A network that
 * drops everything unseen is noticed by a PING after `healthCheckInterval` and `socketTimeout`.
 */
export class RedisBackplane implements Backplane {
  readonly #line: SubscriptionLine;
  readonly #dispatcher: Dispatcher;
  readonly #keySpace: KeySpace;
  readonly #runner: CallRunner;

  constructor(line: SubscriptionLine, dispatcher: Dispatcher, keySpace: KeySpace, runner: CallRunner) {
    this.#line = line;
    this.#dispatcher = dispatcher;
    this.#keySpace = keySpace;
    this.#runner = runner;
  }

  /**
   * One PUBLISH, over the connection that writes take: whoever hears it finds what was written before.
   *
   * @throws CacheOptionError for a message that is no well-formed text; CacheUnavailableError and others as any call.
   */
  publish(channel: string, message: string, options?: CallOptions): Promise<void> {
    return this.#runner.runOne('publish', undefined, options, (call) => {
      const name = this.#name(channel, call.provider);
      checkText('message', message, { provider: call.provider }, maxEntryBytes);
      return this.#dispatcher.write(call, ['PUBLISH', name, message], () => {}, this.#runner);
    });
  }

  /**
   * One SUBSCRIBE, over a connection of its own that all subscriptions share and that the first one opens. Resolved, it
   * is kept up until it is ended or the provider is closed, whatever happens to the server.
   *
   * @throws CacheUnavailableError while there is no connection, CacheServerError (NOPERM) and others as any call.
   */
  subscribe(channel: string, listener: BackplaneListener, options?: CallOptions): Promise<Unsubscribe> {
    return this.#runner.run('subscribe', undefined, options, (call) =>
      this.#line.subscribe(call, this.#name(channel, call.provider), listener),
    );
  }

  #name(channel: string, provider: string): string {
    checkText('channel', channel, { provider }, maxEntryBytes);
    return this.#keySpace.channelName(channel);
  }
}
