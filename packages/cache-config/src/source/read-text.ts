import { readFile, stat } from 'node:fs/promises';

/** The largest file that is read, in bytes. */
const maxFileBytes = 1_048_576;

/** The text of a file, or in a few words why there is none. */
export type TextResult = { readonly text: string } | { readonly fault: string };

/** Reads a file as UTF-8. Never rejects: what went wrong is told without any of the content. */
export async function readText(file: string): Promise<TextResult> {
  try {
    // Measured before it is opened: opening a pipe would wait for its writer.
    const stats = await stat(file);
    if (stats.isDirectory()) return { fault: 'is a directory; give the path of a YAML file in it' };
    if (!stats.isFile()) return { fault: 'is not a regular file; give the path of a YAML file' };
    if (stats.size > maxFileBytes) return { fault: tooLarge(`is ${stats.size.toLocaleString('en')} bytes`) };
    return decode(await readFile(file));
  } catch (error) {
    return { fault: explain(error) };
  }
}

function decode(bytes: Uint8Array): TextResult {
  // The file may have grown since it was measured.
  if (bytes.length > maxFileBytes) return { fault: tooLarge('is too large') };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { fault: 'is encoded as UTF-16; save it as UTF-8' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'is not valid UTF-8; save it as UTF-8' };
  }
}

function tooLarge(what: string): string {
  return `${what}; a configuration has at most ${maxFileBytes.toLocaleString('en')} bytes`;
}

function explain(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'does not exist; check the path';
    case 'ENOTDIR':
      return 'does not exist: a part of its path is not a directory; check the path';
    case 'EACCES':
    case 'EPERM':
      return 'can not be read: permission denied';
    case 'EISDIR':
      return 'is a directory; give the path of a YAML file in it';
    default:
      return `can not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}
