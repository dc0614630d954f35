import path from 'node:path';
import process from 'node:process';

const repository = path.resolve(import.meta.dirname, '../../../..');

/** Where files go: what was asked for, from the folder in which npm was called; else this repository's `.cache`. */
export function outputFolder(out: string | undefined): string {
  if (out === undefined) return path.join(repository, '.cache/benchmark');
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), out);
}
