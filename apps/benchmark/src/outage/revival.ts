import { createClient, RESP_TYPES } from 'redis';

/**
 * The bytes that a client writes to give a restarted server its data back: PING, then RESTORE for every entry that is
 * there now, as the server itself writes it, whatever contender it is from.
 */
export async function recordRevival(url: string, databases: readonly number[]): Promise<Buffer> {
  const parts = [command('PING')];
  for (const database of databases) {
    const client = createClient({ url, database });
    client.on('error', () => undefined);
    await client.connect();
    parts.push(command('SELECT', String(database)));
    for (const key of await client.keys('*')) {
      const bytes = await client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).dump(key);
      parts.push(command('RESTORE', key, '0', bytes));
    }
    client.destroy();
  }
  return Buffer.concat(parts);
}

/** A command as RESP has it: an array of bulk strings. */
function command(...words: readonly (string | Buffer)[]): Buffer {
  const parts = words.map((word) => Buffer.from(word)).flatMap((word) => [`$${word.length}\r\n`, word, '\r\n']);
  return Buffer.concat([`*${words.length}\r\n`, ...parts].map((part) => Buffer.from(part)));
}
