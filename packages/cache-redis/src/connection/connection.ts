import type { Milliseconds } from '@modular-agent/cache-contract';
import { addressText, type RedisAddress } from '../options/redis-address.ts';
import { connectFailure, lostFailure, slowFailure, type ConnectFailure } from './connect-failure.ts';
import { watchHealth } from './health-check.ts';
import { openSession } from './open-session.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import type { Session } from './session.ts';

export interface ConnectionSettings {
  readonly address: RedisAddress;
  readonly connectTimeout: Milliseconds;
  /** How long a call may wait for the first connection. */
  readonly acquireTimeout: Milliseconds;
  readonly pingTimeout: Milliseconds;
  readonly healthCheckInterval: Milliseconds;
}

/** Where a connection stands. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  /** The very first attempt is under way; who calls now may wait for it. */
  | { readonly kind: 'opening'; readonly opened: Promise<ConnectionState> }
  | { readonly kind: 'ready'; readonly session: Session; readonly stopHealthCheck: () => void }
  /** It failed or was lost. It is opened again by itself; nobody waits for that. */
  | { readonly kind: 'down'; readonly failure: ConnectFailure }
  | { readonly kind: 'closed' };

/**
 * One connection that lasts: opened by its first use, opened again whenever it is lost, until it is closed. It never keeps
 * the process running.
 */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #closed = new AbortController();
  #state: ConnectionState = { kind: 'idle' };
  #retryTimer: NodeJS.Timeout | undefined;
  /** Calls that wait for the first attempt; whoever lets them wait counts them. */
  waiting = 0;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  get acquireTimeout(): Milliseconds {
    return this.#settings.acquireTimeout;
  }

  /** `localhost:6379`, as errors say it. */
  get target(): string {
    return addressText(this.#settings.address);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Where it stands, after the first use has set it going. */
  use(): ConnectionState {
    if (this.#state.kind === 'idle') this.#state = { kind: 'opening', opened: this.#open(0) };
    return this.#state;
  }

  /** A call has waited this long in vain. The first attempt goes on, but if that was long, who calls from now on is refused. */
  waitedInVain(milliseconds: Milliseconds): void {
    const { acquireTimeout, pingTimeout } = this.#settings;
    if (milliseconds < Math.min(acquireTimeout, pingTimeout)) return;
    if (this.#state.kind === 'opening') this.#state = { kind: 'down', failure: slowFailure(this.#settings.address) };
  }

  /** Cuts the session, if it is still this one, and opens another. */
  replace(session: Session, reason: string): void {
    session.end();
    this.#lost(session, new Error(reason));
  }

  /** Cuts it for good. What is in flight rejects. Idempotent. */
  close(): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    this.#closed.abort();
    clearTimeout(this.#retryTimer);
    if (state.kind !== 'ready') return;
    state.stopHealthCheck();
    state.session.end();
  }

  /** @returns The state that it leads to; never rejects. */
  async #open(failures: number): Promise<ConnectionState> {
    const { address, connectTimeout } = this.#settings;
    let session: Session | undefined;
    const onLost = (reason: unknown): void => {
      if (session !== undefined) this.#lost(session, reason);
    };
    try {
      session = await openSession(address, connectTimeout, this.#closed.signal, onLost);
      if (!session.isOpen) throw new Error('it was lost at once');
      if (this.#state.kind === 'closed') session.end();
      else this.#state = { kind: 'ready', session, stopHealthCheck: this.#watch(session) };
    } catch (error) {
      this.#fail(connectFailure(error, address), failures + 1);
    }
    return this.#state;
  }

  #watch(session: Session): () => void {
    const { healthCheckInterval, pingTimeout } = this.#settings;
    return watchHealth(session, healthCheckInterval, pingTimeout, () =>
      this.replace(session, 'it did not answer a PING'),
    );
  }

  #lost(session: Session, reason: unknown): void {
    if (this.#state.kind !== 'ready' || this.#state.session !== session) return;
    this.#state.stopHealthCheck();
    this.#fail(lostFailure(reason, this.#settings.address), 0);
  }

  #fail(failure: ConnectFailure, failures: number): void {
    if (this.#state.kind === 'closed') return;
    this.#state = { kind: 'down', failure };
    this.#retryTimer = setTimeout(() => void this.#open(failures), reconnectDelay(failures)).unref();
  }
}
