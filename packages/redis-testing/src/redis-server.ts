import type { RedisFlavour, RunningServer } from './launcher.ts';
import { runCommand } from './run-command.ts';
import type { RedisTls } from './server-tls.ts';

/** A real server of a test's own. Calls on it are carried out one after the other, in the order they were made. */
export interface RedisServer extends AsyncDisposable {
  /** 127.0.0.1 but for a Docker daemon that is reached over the network. */
  readonly host: string;
  /** The same for as long as the object lives, over every restart. */
  readonly port: number;
  /** `redis://…`, or `rediss://localhost…` with TLS, with the password where there is one. */
  readonly url: string;
  readonly password: string | undefined;
  /** What a client needs, where the server serves TLS. */
  readonly tls: RedisTls | undefined;
  /** As the server names it, e.g. `8.0.2`. */
  readonly version: string;
  readonly flavour: RedisFlavour;
  /**
   * Runs a command as the administrator, that is the user `default`, over a connection of its own.
   *
   * @throws Error with the server's words if it refuses.
   */
  command(...words: readonly string[]): Promise<unknown>;
  /**
   * Shuts the server down in good order (SIGTERM) and removes its files. Does nothing if it is down.
   *
   * Takes up to 100 ms, as the server looks for the signal ten times a second; to clean up after a test, kill() is as good.
   */
  stop(): Promise<void>;
  /** Ends the server with SIGKILL and removes its files; disposing does the same. Does nothing if it is down. */
  kill(): Promise<void>;
  /**
   * Starts the server again at the same port, with the same options and no data. Kills it first if it runs.
   *
   * @throws PortTakenError if another process has taken the port meanwhile; RedisStartError if it does not get ready.
   */
  restart(): Promise<void>;
  /**
   * Freezes the server (SIGSTOP): connections stay open and new ones are accepted, but nothing is answered.
   *
   * @throws Error if the server is down.
   */
  pause(): Promise<void>;
  /**
   * Lets a paused server go on. Does nothing if it is not paused.
   *
   * @throws Error if the server is down.
   */
  resume(): Promise<void>;
}

type State = { readonly kind: 'down' } | { readonly kind: 'running' | 'paused'; readonly running: RunningServer };

/** Makes one lasting server of the lives that `launch` starts. */
export function redisServer(
  first: RunningServer,
  access: Pick<RedisServer, 'port' | 'password' | 'tls'>,
  launch: () => Promise<RunningServer>,
): RedisServer {
  const { port, password, tls } = access;
  const url = redisUrl(first.host, access);
  let state: State = { kind: 'running', running: first };
  const inOrder = oneAfterAnother();

  async function end(how: 'end' | 'kill'): Promise<void> {
    if (state.kind === 'down') return;
    const { kind, running } = state;
    state = { kind: 'down' };
    if (kind === 'paused' && how === 'end') await running.resume();
    await running[how]();
  }

  async function restart(): Promise<void> {
    await end('kill');
    state = { kind: 'running', running: await launch() };
  }

  async function freeze(to: 'running' | 'paused'): Promise<void> {
    if (state.kind === 'down') {
      throw new Error(`The server at port ${port} is down: restart() it first.`);
    }
    if (state.kind === to) return;
    const { running } = state;
    await (to === 'paused' ? running.pause() : running.resume());
    state = { kind: to, running };
  }

  const kill = (): Promise<void> => inOrder(() => end('kill'));
  return Object.freeze({
    host: first.host,
    port,
    url,
    password,
    tls,
    version: first.version,
    flavour: first.flavour,
    command: (...words: readonly string[]) => runCommand(url, tls, words),
    stop: () => inOrder(() => end('end')),
    kill,
    restart: () => inOrder(restart),
    pause: () => inOrder(() => freeze('paused')),
    resume: () => inOrder(() => freeze('running')),
    [Symbol.asyncDispose]: kill,
  });
}

function redisUrl(host: string, { port, password, tls }: Pick<RedisServer, 'port' | 'password' | 'tls'>): string {
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return tls === undefined ? `redis://${login}${host}:${port}` : `rediss://${login}localhost:${port}`;
}

function oneAfterAnother(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
