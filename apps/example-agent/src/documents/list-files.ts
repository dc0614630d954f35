import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { DocumentsError } from './documents-error.ts';

const textFile = /(?:\.(?:md|markdown|mdx|txt|text|rst|adoc|asciidoc|org)|^README)$/i;
const maxDepth = 16;

/**
 * Paths of the text files under a folder, inside it, sorted, with `/` as separator.
 *
 * Hidden entries, `node_modules` and symbolic links are not followed.
 *
 * @throws DocumentsError if the folder is missing, is no folder, or can't be read.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const root = resolve(folder);
  await checkFolder(root);
  const found: string[] = [];
  const pending = [{ path: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth } = next;
    const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
      throw new DocumentsError(`The folder ${path} can't be read: ${reasonOf(cause)}.`, { cause });
    });
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') {
        continue;
      }
      if (entry.isDirectory() && depth < maxDepth) {
        pending.push({ path: join(path, entry.name), depth: depth + 1 });
      } else if (entry.isFile() && textFile.test(entry.name)) {
        found.push(relative(root, join(path, entry.name)).split(sep).join('/'));
      }
    }
  }
  return found.toSorted();
}

async function checkFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch((cause: unknown) => {
    throw new DocumentsError(`The folder ${folder} can't be read: ${reasonOf(cause)}. Name one with --docs DIR.`, {
      cause,
    });
  });
  if (!stats.isDirectory()) {
    throw new DocumentsError(`${folder} is not a folder. Name the folder that holds it with --docs DIR.`);
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') {
    return 'it does not exist';
  }
  return code === 'EACCES' ? 'permission denied' : String(code ?? cause);
}
