import { CacheUnavailableError, type CacheError, type Milliseconds } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';
import { callPlace, closedError, type Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { connectFailure, lostFailure, refusingFailure, slowFailure, type ConnectFailure } from './connect-failure.ts';
import type { ConnectionListener, ConnectionSettings } from './connection-settings.ts';
import type { ConnectionState } from './connection-state.ts';
import { watchHealth } from './health-check.ts';
import { answersPing } from './ping.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { isPassingReply, replyCode, replyError } from './reply-error.ts';
import type { Session, SessionListener } from './session.ts';
import { RenewalPace } from './renewal-pace.ts';
import { RetiredSessions } from './retired-sessions.ts';
import { SessionSource } from './session-source.ts';
import { Traffic, type Bytes } from './traffic.ts';
import { WaitingCommands } from './waiting-commands.ts';

/** How many calls in a row may miss their deadline until the server is tried with a PING, and calls are refused meanwhile. */
const missesUntilProbe = 5;

/**
 * One connection that lasts: opened by its first use, opened again whenever it is lost or falls silent, until it is closed.
 * It never keeps the process running.
 */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #load: Load;
  readonly #listener: ConnectionListener;
  readonly #closed = new AbortController();
  readonly #source: SessionSource;
  #state: ConnectionState = { kind: 'idle' };
  readonly #waiting: WaitingCommands;
  #timer: NodeJS.Timeout | undefined;
  #stopHealthCheck: () => void = () => {};
  #failures = 0;
  #misses = 0;
  /** The attempt to connect that is under way, or was the last. */
  #attempt = new AbortController();
  readonly #renewals = new RenewalPace();
  readonly #retired = new RetiredSessions();
  readonly #traffic = new Traffic();
  /** How often it was opened again. */
  reconnects = 0;

  constructor(settings: ConnectionSettings, load: Load, listener: ConnectionListener) {
    this.#settings = settings;
    this.#waiting = new WaitingCommands(load);
    this.#load = load;
    this.#listener = listener;
    const sessionListener: SessionListener = {
      onReply: (command) => {
        if (this.#misses > 0 && command.isWanted) this.#misses = 0;
        if (command.waiters[0]?.call.writes === true) this.#renewals.reset();
      },
      onErrorReply: (error, command) => this.#onErrorReply(error, command),
    };
    this.#source = new SessionSource(settings, { load, listener: sessionListener });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get target(): string {
    return this.#settings.server.target;
  }

  get acquireTimeout(): Milliseconds {
    return this.#settings.acquireTimeout;
  }

  /** The session over which calls may go now. */
  get readySession(): Session | undefined {
    return this.#state.kind === 'ready' ? this.#state.session : undefined;
  }

  /** The session that is open, whether calls may use it or not. */
  get session(): Session | undefined {
    return 'session' in this.#state ? this.#state.session : undefined;
  }

  /** What is on its way, or waits for the first connection. */
  get commands(): Iterable<Command> {
    const commands = this.session?.unanswered ?? this.#waiting.commands;
    return this.#retired.size === 0 ? commands : [...commands, ...this.#retired.commands];
  }

  /** Over all its sockets. */
  get bytes(): Bytes {
    return this.#traffic.with(this.session);
  }

  get waiting(): number {
    return this.#waiting.callers;
  }

  /** Sets it going, unless it is. */
  use(): void {
    if (this.#state.kind !== 'idle') return;
    this.#become({ kind: 'connecting' });
    void this.#open();
  }

  /** Sends a command, lets it wait for the first connection, or fails it at once. Commands keep their order. */
  submit(command: Command): void {
    this.use();
    const state = this.#state;
    if (state.kind === 'ready') {
      state.session.send(command);
    } else if (state.kind === 'connecting') {
      this.#waiting.push(command);
    } else {
      this.#load.remove(command);
      command.fail((call) => this.#refusal(call));
    }
  }

  /** What a call that can't be sent now rejects with. */
  #refusal(call: Call): CacheError {
    const state = this.#state;
    if (state.kind === 'closed') return closedError(call, false);
    const failure = 'failure' in state ? state.failure : slowFailure(this.target);
    return new CacheUnavailableError(failure.message, { ...callPlace(call, false), cause: failure.cause });
  }

  /** A call has waited this long for the first connection in vain. That goes on; but if it was long, nobody waits any more. */
  waitedInVain(milliseconds: Milliseconds): void {
    const { acquireTimeout, silenceTimeout } = this.#settings;
    if (this.#state.kind !== 'connecting' || milliseconds < Math.min(acquireTimeout, silenceTimeout)) return;
    const failure = slowFailure(this.target);
    this.#become({ kind: 'half-open', failure, session: undefined }, failure.message);
    this.#waiting.fail((call) => this.#refusal(call));
  }

  /** A call that was sent got no answer within its time. */
  missed(call: Call): void {
    if (call.timeout < this.#settings.silenceTimeout) return;
    if (++this.#misses === missesUntilProbe) this.#doubt('several calls in a row got no answer in time');
  }

  /** Tries whether the server answers, and refuses calls until it does. */
  #doubt(reason: string): void {
    if (this.#state.kind !== 'ready') return;
    const { session } = this.#state;
    const failure = lostFailure(reason, this.#settings.server);
    this.#become({ kind: 'half-open', failure, session }, reason);
    void this.#probe(session, failure);
  }

  /** Replaces the connection if the server has said nothing for too long. */
  checkSilence(now: Milliseconds): void {
    this.#endRetired(now);
    const { session } = this;
    if (session === undefined || session.silence(now) < this.#settings.silenceTimeout) return;
    this.#lost(session, new Error('it fell silent'));
  }

  #endRetired(now: Milliseconds): void {
    for (const done of this.#retired.takeDone(now, this.#settings.silenceTimeout)) this.#end(...done);
  }

  /**
   * Opens another connection beside this one, so that the server is looked up again, and puts it in its place when it is
   * ready; what is in flight is still answered over the old one. Each time in a row later than before. Never rejects.
   */
  async renew(reason: string): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'ready' || !this.#renewals.take(performance.now())) return;
    try {
      const next = await this.#source.open(this.#closed.signal, (session, cause) => this.#lost(session, cause));
      if (this.#state === state) {
        this.#retired.add(state.session, lostFailure(new Error(reason), this.#settings.server));
        this.reconnects++;
        this.#ready(next);
        this.#endRetired(performance.now());
      } else {
        next.end((call) => this.#refusal(call));
      }
    } catch {
      // The one that is there goes on.
    }
  }

  /** Leads it to another place, which was told of: whatever goes on with the present one is not waited for. */
  move(reason: string): void {
    const state = this.#state;
    this.#failures = 0;
    if (state.kind === 'ready') void this.renew(reason);
    else if (this.session !== undefined) this.#lost(this.session, new Error(reason));
    else if (state.kind === 'open') this.#tryAgain(state.failure, undefined);
    else if (state.kind === 'half-open') this.#attempt.abort();
  }

  /** Cuts it for good. What is in flight rejects. Idempotent. */
  close(): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    this.#closed.abort();
    this.#attempt.abort();
    this.#become({ kind: 'closed' });
    this.#waiting.fail((call) => this.#refusal(call));
    const sessions = [...this.#retired.takeAll(), 'session' in state ? state.session : undefined];
    for (const session of sessions) session?.end((call, isSent) => closedError(call, isSent));
  }

  /** Makes one attempt to connect. Never rejects. */
  async #open(): Promise<void> {
    try {
      this.#attempt = new AbortController();
      const session = await this.#source.open(this.#attempt.signal, (lost, reason) => this.#lost(lost, reason));
      if (this.#state.kind === 'closed') session.end((call) => closedError(call, false));
      else this.#ready(session);
    } catch (error) {
      this.#fail(connectFailure(error, this.#settings.server), undefined);
    }
  }

  #ready(session: Session): void {
    this.#failures = 0;
    this.#misses = 0;
    this.#become({ kind: 'ready', session });
    this.#waiting.sendBy(this.#settings.forward ?? ((command) => session.send(command)));
  }

  #become(state: ConnectionState, reason?: string): void {
    clearTimeout(this.#timer);
    this.#stopHealthCheck();
    this.#stopHealthCheck =
      state.kind === 'ready'
        ? watchHealth(state.session, this.#settings.healthCheckInterval, this.#settings.silenceTimeout, () =>
            this.#lost(state.session, new Error('it did not answer a PING')),
          )
        : () => {};
    this.#state = state;
    this.#listener.onState(reason);
  }

  #onErrorReply(error: ErrorReply, command: Command): void {
    const code = replyCode(error);
    if (this.#listener.onRefused(command, error, code)) return;
    // A list or a hash under the name: nothing that can be read, as MGET has it too.
    if (code === 'WRONGTYPE' && command.isGet) command.deliver(code, performance.now());
    else command.fail((call) => replyError(error, call, this.#settings.server.hide));
    if (isPassingReply(code)) {
      if (this.#state.kind !== 'ready') return;
      this.#fail(refusingFailure(error, this.#settings.server), this.#state.session);
    } else if (code === 'READONLY') {
      this.#listener.onReadOnly();
    } else if (code === 'NOAUTH') {
      void this.renew('the server wants a login again');
    }
  }

  /** The session broke, or is given up. */
  #lost(session: Session, reason: unknown): void {
    if (!session.isOpen) return;
    const failure = lostFailure(reason, this.#settings.server);
    const wasCurrent = this.session === session;
    this.#end(session, failure);
    if (wasCurrent) this.#fail(failure, undefined);
  }

  #end(session: Session, { message, cause }: ConnectFailure): void {
    if (!session.isOpen) return;
    this.#traffic.add(session);
    this.#source.givenUp(session);
    session.end((call, isSent) => new CacheUnavailableError(message, { ...callPlace(call, isSent), cause }));
  }

  /** Refuses calls for a while, and tries again: over this session if there is one, else by a new one. */
  #fail(failure: ConnectFailure, session: Session | undefined): void {
    if (this.#state.kind === 'closed') return;
    const failures = this.#failures++;
    this.#become({ kind: 'open', failure, session }, failure.message);
    this.#waiting.fail((call) => this.#refusal(call));
    this.#timer = setTimeout(() => this.#tryAgain(failure, session), reconnectDelay(failures)).unref();
  }

  #tryAgain(failure: ConnectFailure, session: Session | undefined): void {
    this.#become({ kind: 'half-open', failure, session }, failure.message);
    if (session === undefined) {
      this.reconnects++;
      void this.#open();
    } else {
      void this.#probe(session, failure);
    }
  }

  async #probe(session: Session, failure: ConnectFailure): Promise<void> {
    const answer = await answersPing(session, this.#settings.silenceTimeout);
    if (this.#state.kind !== 'half-open' || this.#state.session !== session) return;
    if (answer === 'none') this.#lost(session, new Error('it did not answer a PING'));
    else if (answer === 'refused') this.#fail(failure, session);
    else this.#ready(session);
  }
}
