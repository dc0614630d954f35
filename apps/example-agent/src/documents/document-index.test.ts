import { describe, expect, it } from 'vitest';
import type { Document } from './document.ts';
import { indexDocuments } from './document-index.ts';
import { splitPassages } from './split-passages.ts';

function documentOf(path: string, text: string): Document {
  return { path, lines: text.split('\n') };
}

describe('splitPassages', () => {
  it('splits at headings and gives each passage its lines and the headings above it', () => {
    const passages = splitPassages(documentOf('a.md', '# A\n\none\n\n## B\n\ntwo\n\n# C\n\nthree\n'));
    expect(passages).toEqual([
      { path: 'a.md', startLine: 1, endLine: 3, headings: ['A'], text: '# A\n\none' },
      { path: 'a.md', startLine: 5, endLine: 7, headings: ['A', 'B'], text: '## B\n\ntwo' },
      { path: 'a.md', startLine: 9, endLine: 11, headings: ['C'], text: '# C\n\nthree' },
    ]);
  });

  it('splits a long section between its blocks, so that every line stands in one passage', () => {
    const lines = Array.from({ length: 60 }, (_, index) => (index % 3 === 2 ? '' : `line ${index + 1}`));
    const passages = splitPassages({ path: 'a.md', lines });
    expect(passages.length).toBeGreaterThan(3);
    const covered = passages.flatMap(({ startLine, endLine }) => lines.slice(startLine - 1, endLine));
    expect(covered.filter((line) => line !== '')).toEqual(lines.filter((line) => line !== ''));
  });

  it('keeps a code block with its fence', () => {
    const [passage] = splitPassages(documentOf('a.md', '```sh\nnpm test\n```'));
    expect(passage).toMatchObject({ startLine: 1, endLine: 3 });
  });
});

describe('indexDocuments', () => {
  const index = indexDocuments([
    documentOf('install.md', '# Installing\n\nRun the installer.'),
    documentOf('cache.md', '# Caching\n\nEntries expire after an hour.\n\n## Redis\n\nA server that keeps entries.'),
  ]);

  it('finds inflected words', () => {
    expect(index.search('expired entry', 1).hits[0]?.passage.headings).toEqual(['Caching']);
  });

  it('puts a passage whose heading says it first', () => {
    expect(index.search('redis entries', 5).hits[0]?.passage.headings).toEqual(['Caching', 'Redis']);
  });

  it('finds a misspelt word if it knows none of the words', () => {
    expect(index.search('instaler', 1).hits[0]?.passage.path).toBe('install.md');
  });

  it('names the words that no document holds', () => {
    expect(index.search('redis unicorn', 5).unknownWords).toEqual(['unicorn']);
  });

  it('gives no more than the limit', () => {
    expect(index.search('entries', 1).hits).toHaveLength(1);
  });
});
