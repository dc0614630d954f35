import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Document, SkippedFile } from './document.ts';
import { DocumentsError } from './documents-error.ts';
import { listFiles } from './list-files.ts';
import { readTextFile } from './read-text-file.ts';

/** The text files of a folder as they stood when it was loaded. */
export interface DocumentFolder {
  readonly folder: string;
  /** By path inside the folder, sorted. */
  readonly documents: ReadonlyMap<string, Document>;
  /** SHA-256 over every path and content: another text anywhere is another fingerprint. */
  readonly fingerprint: string;
  readonly skipped: readonly SkippedFile[];
}

export interface LoadLimits {
  /** Default: 1 MiB. */
  readonly maxFileBytes: number;
  /** Default: 32 MiB. */
  readonly maxTotalBytes: number;
  /** Default: 2,000. */
  readonly maxFiles: number;
}

const defaults: LoadLimits = { maxFileBytes: 1_048_576, maxTotalBytes: 33_554_432, maxFiles: 2_000 };

/** So many files are named when all of them were left out. */
const maxReasons = 20;

/**
 * Reads the text files of a folder and its subfolders into memory.
 *
 * What is too large, or no text, is left out and named in `skipped`.
 *
 * @throws DocumentsError if there is no such folder, or not one text file in it.
 */
export async function loadDocuments(folder: string, limits: Partial<LoadLimits> = {}): Promise<DocumentFolder> {
  const { maxFileBytes, maxTotalBytes, maxFiles } = { ...defaults, ...limits };
  const root = resolve(folder);
  const documents = new Map<string, Document>();
  const skipped: SkippedFile[] = [];
  const hash = createHash('sha256');
  let bytesLeft = maxTotalBytes;

  for (const path of await listFiles(root)) {
    if (documents.size >= maxFiles) {
      skipped.push({ path, reason: `more than ${maxFiles} files` });
      continue;
    }
    const read = await readTextFile(resolve(root, path), Math.min(maxFileBytes, bytesLeft));
    if ('unreadable' in read) {
      skipped.push({ path, reason: read.unreadable });
      continue;
    }
    bytesLeft -= Buffer.byteLength(read.text);
    hash.update(JSON.stringify([path, read.text]));
    documents.set(path, { path, lines: read.text.split(/\r\n|\n|\r/) });
  }
  if (documents.size === 0) {
    throw new DocumentsError(
      [
        `The folder ${root} holds no documents. Name one with Markdown or text files with --docs DIR.`,
        ...skipped.slice(0, maxReasons).map(({ path, reason }) => `Left out ${path}: ${reason}`),
        ...(skipped.length > maxReasons ? [`Left out ${skipped.length - maxReasons} more`] : []),
      ].join('\n'),
    );
  }
  return { folder: root, documents, fingerprint: hash.digest('hex'), skipped };
}
