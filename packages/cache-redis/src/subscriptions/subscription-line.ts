import {
  CacheUnavailableError,
  type BackplaneListener,
  type CacheError,
  type Milliseconds,
  type Unsubscribe,
} from '@modular-agent/cache-contract';
import { abortError, tellListener } from '@modular-agent/cache-contract/provider';
import { ErrorReply } from 'redis';
import { bounded } from '../calls/bounded.ts';
import { callPlace, closedError, timeoutError, type Call } from '../calls/call.ts';
import { connectFailure, lostFailure, slowFailure, type ConnectFailure } from '../connection/connect-failure.ts';
import { watchHealth } from '../connection/health-check.ts';
import type { ClientOpener } from '../connection/open-client.ts';
import { reconnectDelay } from '../connection/reconnect-delay.ts';
import { replyError } from '../connection/reply-error.ts';
import type { RedisServerLabel } from '../options/redis-server-label.ts';
import { SubscriberSession } from './subscriber-session.ts';

export interface SubscriptionLineSettings {
  readonly server: RedisServerLabel;
  readonly open: ClientOpener;
  /** How long the server may say nothing while it is asked. */
  readonly silenceTimeout: Milliseconds;
  /** After how long a silence it is asked. */
  readonly healthCheckInterval: Milliseconds;
}

/** One listener on one channel. */
interface Subscription {
  readonly listener: BackplaneListener;
  /** Has the server confirmed it? From then on it is kept up, and told of gaps. */
  isLive: boolean;
}

/**
 * The connection that subscriptions have to themselves: a server that sends messages over it holds up no answer, and it is
 * cut alone if its reader falls behind. Opened by the first subscription, kept until it is closed; opened again whenever it
 * is lost or falls silent, with a gap told at the loss and once everything is listened to again.
 */
export class SubscriptionLine {
  readonly #settings: SubscriptionLineSettings;
  #isClosed = false;
  /** Ends the attempt to connect that is under way, or was the last. */
  #cut = new AbortController();
  readonly #channels = new Map<string, Set<Subscription>>();
  #attempt: Promise<SubscriberSession> | undefined;
  #session: SubscriberSession | undefined;
  /** Why the last attempt failed, until the next one. */
  #failure: ConnectFailure | undefined;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopHealthCheck: () => void = () => {};
  #bytesBefore: SubscriptionLine['bytes'] = { received: 0, sent: 0 };
  /** How often it was opened again, or tried to. */
  reconnects = 0;

  constructor(settings: SubscriptionLineSettings) {
    this.#settings = settings;
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  /** How many channels somebody listens to. */
  get channels(): number {
    return this.#channels.size;
  }

  /** Over all its sockets. */
  get bytes(): { readonly received: number; readonly sent: number } {
    const { received, sent } = this.#bytesBefore;
    const meter = this.#session?.meter;
    return { received: received + (meter?.bytesRead ?? 0), sent: sent + (meter?.bytesWritten ?? 0) };
  }

  /** Listens from when this resolves, which is within the call's time. If it rejects, nothing is listened to. */
  async subscribe(call: Call, name: string, listener: BackplaneListener): Promise<Unsubscribe> {
    const subscription: Subscription = { listener, isLive: false };
    const subscriptions = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, subscriptions.add(subscription));
    const { signal } = call;
    try {
      await bounded(this.#listen(call, name, subscription), {
        milliseconds: call.endsAt - performance.now(),
        signal,
        onAbort: (aborted) => abortError(aborted, callPlace(call, false)),
        onTimeout: () => this.#timeoutError(call),
      });
    } catch (error) {
      this.#remove(name, subscription);
      this.#checkSilence();
      throw error;
    }
    return async () => this.#remove(name, subscription);
  }

  /** Listens as soon as there is a connection, until this is closed. Nobody waits for it. */
  keep(name: string, listener: BackplaneListener): void {
    const subscriptions = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, subscriptions.add({ listener, isLive: true }));
    this.#use()
      .then((session) => session.subscribe(name))
      .catch(() => {});
  }

  /** Messages are told elsewhere from now on: it goes there, and whatever goes on with the present connection is given up. */
  move(reason: string): void {
    this.#failures = 0;
    this.#cut.abort();
    if (this.#session !== undefined) this.#lost(this.#session, new Error(reason));
  }

  /** Cuts it for good; nobody is told anything any more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#cut.abort();
    this.#channels.clear();
    clearTimeout(this.#timer);
    this.#end(new Error('it was closed'));
  }

  async #listen(call: Call, name: string, subscription: Subscription): Promise<void> {
    const session = await this.#use().catch(() => this.#refuse(call));
    if (this.#channels.get(name)?.has(subscription) !== true) return;
    await session.subscribe(name).catch((error: unknown) => {
      throw error instanceof ErrorReply ? replyError(error, call, this.#settings.server.hide) : this.#unavailable(call);
    });
    // What confirmed it may have been the last that came.
    if (!session.isOpen) this.#refuse(call);
    subscription.isLive = true;
  }

  #remove(name: string, subscription: Subscription): void {
    const subscriptions = this.#channels.get(name);
    if (subscriptions?.delete(subscription) !== true || subscriptions.size > 0) return;
    this.#channels.delete(name);
    this.#session?.unsubscribe(name);
  }

  /** The session that is open, or the attempt to open one. Rejects while there is none. */
  #use(): Promise<SubscriberSession> {
    if (this.#isClosed || this.#failure !== undefined) return Promise.reject(new Error('not connected'));
    return (this.#attempt ??= this.#open());
  }

  async #open(): Promise<SubscriberSession> {
    const { open, silenceTimeout, healthCheckInterval } = this.#settings;
    const cut = new AbortController();
    this.#cut = cut;
    let session: SubscriberSession | undefined;
    const lose = (reason: unknown): void => {
      if (session !== undefined) this.#lost(session, reason);
    };
    try {
      const { socket, end } = await open(cut.signal, lose);
      if (socket === undefined) throw new Error('this runtime does not tell of its sockets, which subscriptions need');
      const opened = new SubscriberSession(socket, end, (name, message) => this.#tell(name, message), lose);
      session = opened;
      const lasting = this.#lasting();
      const refused = new Set<string>();
      await bounded(Promise.all(lasting.map(([name]) => this.#listenAgain(opened, name, refused))), {
        milliseconds: silenceTimeout,
        unref: true,
        signal: cut.signal,
        onAbort: () => new Error('it was given up'),
        onTimeout: () => new Error('no answer to SUBSCRIBE'),
      });
      if (!opened.isOpen || cut.signal.aborted) throw new Error('it was lost at once');
      this.#session = opened;
      // Nobody may be left who listens.
      for (const [name] of lasting) if (!this.#channels.has(name)) opened.unsubscribe(name);
      this.#failures = 0;
      this.#retry(opened, refused, 0);
      this.#stopHealthCheck = watchHealth(opened, healthCheckInterval, silenceTimeout, () =>
        lose(new Error('it did not answer a PING')),
      );
      this.#tellGap(true, (name) => !refused.has(name));
      return opened;
    } catch (error) {
      session?.end(error);
      this.#fail(connectFailure(error, this.#settings.server));
      throw error;
    }
  }

  /** One channel that the server refuses, whose rights may have changed, must not take the others with it. */
  async #listenAgain(session: SubscriberSession, name: string, refused: Set<string>): Promise<void> {
    try {
      await session.subscribe(name);
      refused.delete(name);
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      refused.add(name);
    }
  }

  /** Asks again and again for channels that were refused, as long as the session is open; what comes back had a gap. */
  #retry(session: SubscriberSession, refused: Set<string>, failures: number): void {
    if (refused.size === 0) return;
    const again = async (): Promise<void> => {
      for (const name of refused) {
        if (!session.isOpen) return;
        if (!this.#channels.has(name)) refused.delete(name);
        else await this.#listenAgain(session, name, refused).catch(() => {});
        if (!refused.has(name)) this.#tellGap(true, (each) => each === name);
      }
      this.#retry(session, refused, failures + 1);
    };
    setTimeout(() => void again(), reconnectDelay(failures)).unref();
  }

  /** The channels that are kept up. */
  #lasting(): [string, Subscription[]][] {
    return [...this.#channels]
      .map(([name, all]): [string, Subscription[]] => [name, [...all].filter(({ isLive }) => isLive)])
      .filter(([, live]) => live.length > 0);
  }

  #lost(session: SubscriberSession, reason: unknown): void {
    if (this.#session !== session) {
      session.end(reason);
      return;
    }
    this.#end(reason);
    this.#fail(lostFailure(reason, this.#settings.server));
    this.#tellGap(false);
  }

  /** Replaces the connection if the server has said nothing for too long. */
  #checkSilence(): void {
    const session = this.#session;
    if (session === undefined || session.silence(performance.now()) < this.#settings.silenceTimeout) return;
    this.#lost(session, new Error('it fell silent'));
  }

  #end(reason: unknown): void {
    this.#stopHealthCheck();
    const { bytes } = this;
    this.#session?.end(reason);
    this.#bytesBefore = bytes;
    this.#session = undefined;
  }

  /** Refuses subscriptions for a while, and tries again if there are any to keep up. */
  #fail(failure: ConnectFailure): void {
    this.#attempt = undefined;
    if (this.#isClosed) return;
    this.#failure = failure;
    this.#timer = setTimeout(
      () => {
        this.#failure = undefined;
        if (this.#lasting().length === 0) return;
        this.reconnects++;
        this.#use().catch(() => {});
      },
      reconnectDelay(this.#failures++),
    ).unref();
  }

  #tell(name: string, message: string): void {
    // A listener may add or take away others.
    const present = [...(this.#channels.get(name) ?? [])];
    for (const subscription of present) {
      void tellListener(name, () => subscription.listener.onMessage(message));
    }
  }

  #tellGap(isListening: boolean, isMeant: (name: string) => boolean = () => true): void {
    for (const [name, live] of this.#lasting().filter(([each]) => isMeant(each))) {
      for (const { listener } of live) void tellListener(name, () => listener.onGap(isListening));
    }
  }

  #refuse(call: Call): never {
    throw this.#unavailable(call);
  }

  #unavailable(call: Call): CacheError {
    if (this.#isClosed) return closedError(call, false);
    const failure = this.#failure ?? slowFailure(this.#settings.server.target);
    return new CacheUnavailableError(failure.message, { ...callPlace(call, false), cause: failure.cause });
  }

  #timeoutError(call: Call): CacheError {
    return this.isConnected ? timeoutError(call, this.#settings.server.target) : this.#unavailable(call);
  }
}
