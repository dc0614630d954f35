import { startTcpServer, type TcpServer } from './tcp-server.ts';

const hello = '%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n';
const clientInfo = 'id=1 addr=127.0.0.1:1 name=';

/**
 * A server that answers as no Redis would: what `answer` gives for a command is sent as it is, nothing for `undefined`. The
 * handshake is answered as Redis does.
 *
 * @param answer Told the command's words, and the number of its connection, from 0.
 * @param onConnection Told that number before anything is answered over it.
 */
export function startScriptedServer(
  answer: (words: readonly string[], connection: number) => string | undefined,
  onConnection: (connection: number) => void = () => {},
): Promise<TcpServer> {
  let connections = 0;
  return startTcpServer((socket) => {
    const connection = connections++;
    onConnection(connection);
    let rest = '';
    socket.on('data', (piece) => {
      rest += piece.toString('latin1');
      for (let command = takeCommand(rest); command !== undefined; command = takeCommand(rest)) {
        rest = command.rest;
        const reply = answerHandshake(command.words) ?? answer(command.words, connection);
        if (reply !== undefined) socket.write(reply);
      }
    });
  });
}

function answerHandshake([command, which]: readonly string[]): string | undefined {
  if (command === 'HELLO') return hello;
  if (command === 'PING') return '+PONG\r\n';
  if (command === 'CLIENT' && which === 'INFO') return `$${clientInfo.length}\r\n${clientInfo}\r\n`;
  return undefined;
}

function takeCommand(text: string): { readonly words: readonly string[]; readonly rest: string } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  const words: string[] = [];
  let at = head[0].length;
  while (words.length < Number(head[1])) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 16));
    if (length === null) return undefined;
    at += length[0].length;
    if (text.length < at + Number(length[1]) + 2) return undefined;
    words.push(text.slice(at, at + Number(length[1])));
    at += Number(length[1]) + 2;
  }
  return { words, rest: text.slice(at) };
}
