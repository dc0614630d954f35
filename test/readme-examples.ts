import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/run-command.ts';

/** One block of code in a Markdown file. */
export interface ReadmeExample {
  /** The file, from the root of the repository. */
  readonly file: string;
  /** Where the code begins, counted from 1. */
  readonly line: number;
  /** What stands behind the fence: `ts`, `ts run`. */
  readonly language: string;
  readonly code: string;
}

const documents = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'apps/*/*.md'];

/** Every block of TypeScript in the repository's Markdown. */
export function readmeExamples(): readonly ReadmeExample[] {
  return globSync(documents, { cwd: root }).toSorted().flatMap(examplesIn);
}

function examplesIn(file: string): readonly ReadmeExample[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/^```(ts\b[^\n]*)\n(.*?)^```$/gms)].map((block) => ({
    file,
    line: text.slice(0, block.index).split('\n').length + 1,
    language: block[1] ?? '',
    code: block[2] ?? '',
  }));
}
