import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { RedisServer } from '@modular-agent/redis-testing';

/** A command that a client sent; lines of scripts are left out. */
export interface SeenCommand {
  /** In upper case. */
  readonly name: string;
  readonly words: readonly string[];
}

/** Reads what MONITOR says of the commands that a server gets. */
export interface Monitor extends AsyncDisposable {
  /** Every command since the last call, of all clients, but for those that keep connections. */
  take(): Promise<readonly SeenCommand[]>;
}

/** What connections need, and what is not counted. */
const housekeeping = new Set(
  'AUTH CLIENT CLUSTER COMMAND ECHO HELLO INFO PING READONLY ROLE SELECT SENTINEL TIME'.split(' '),
);
const line = /^\+[\d.]+ \[\d+ (\S+)\] (.*)$/;

/** Starts MONITOR over a connection of its own. */
export async function startMonitor(server: Pick<RedisServer, 'host' | 'port' | 'command'>): Promise<Monitor> {
  const socket = connect({ host: server.host, port: server.port });
  await once(socket, 'connect');
  let seen: SeenCommand[] = [];
  let onEcho: ((text: string) => void) | undefined;
  let rest = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    const lines = (rest + String(piece)).split('\r\n');
    rest = lines.pop() ?? '';
    for (const each of lines) {
      const [, client, text = ''] = line.exec(each) ?? [];
      if (client === undefined || client === 'lua') continue;
      const [name = '', ...words] = wordsOf(text);
      const command = { name: name.toUpperCase(), words };
      if (command.name === 'ECHO') onEcho?.(words[0] ?? '');
      else if (!housekeeping.has(command.name)) seen.push(command);
    }
  });
  socket.write('MONITOR\r\n');
  await once(socket, 'data');

  async function take(): Promise<readonly SeenCommand[]> {
    const mark = randomUUID();
    const reached = Promise.withResolvers<void>();
    onEcho = (text) => {
      if (text === mark) reached.resolve();
    };
    // MONITOR tells commands in the order of their execution.
    await server.command('ECHO', mark);
    await reached.promise;
    const taken = seen;
    seen = [];
    return taken;
  }

  return {
    take,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

/** The quoted words of a line, with `\"` and `\\` undone. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word.replaceAll(/\\(["\\])/g, '$1'));
}

/** The commands' names, in order. */
export function namesOf(commands: readonly SeenCommand[]): string[] {
  return commands.map(({ name }) => name);
}
