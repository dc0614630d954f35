import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Why a file is no document. */
export type Unreadable = 'too large' | 'not a plain file' | 'not UTF-8 text' | 'unreadable';

/** A file's text, or why it has none. Never follows a symbolic link, never reads more than `maxBytes`. */
export async function readTextFile(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string } | { readonly unreadable: Unreadable }> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) {
    return { unreadable: 'unreadable' };
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      return { unreadable: 'not a plain file' };
    }
    if (stats.size > maxBytes) {
      return { unreadable: 'too large' };
    }
    const bytes = await file.readFile();
    const text = decode(bytes);
    return text === undefined ? { unreadable: 'not UTF-8 text' } : { text };
  } catch {
    return { unreadable: 'unreadable' };
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
