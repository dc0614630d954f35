import { describe, expect, it } from 'vitest';
import type { Document } from '../documents/document.ts';
import { createReadPassageTool, type ReadResult } from './read-passage.ts';

const guide: Document = {
  path: 'docs/guide.md',
  lines: Array.from({ length: 300 }, (_, index) => `text ${index + 1}`),
};

function read(path: string, startLine: number, endLine: number): ReadResult {
  const { execute } = createReadPassageTool(new Map([[guide.path, guide]]));
  return execute?.({ path, startLine, endLine }, { toolCallId: '1', messages: [], context: {} }) as ReadResult;
}

describe('readPassage', () => {
  it('answers with the number of every line', () => {
    expect(read('docs/guide.md', 2, 3)).toEqual({
      path: 'docs/guide.md',
      startLine: 2,
      endLine: 3,
      text: '2\ttext 2\n3\ttext 3',
    });
  });

  it('reads no further than the document goes, and 120 lines at most', () => {
    expect(read('docs/guide.md', 299, 900).endLine).toBe(300);
    expect(read('docs/guide.md', 1, 900).endLine).toBe(120);
  });

  it.each([
    '../secret.md',
    '/etc/passwd',
    'docs/../docs/guide.md',
    'docs/guide.md\0',
    'docs\\guide.md',
    'file:///etc/passwd',
    '__proto__',
  ])('knows the loaded documents alone, so that %s leads nowhere', (path) => {
    expect(() => read(path, 1, 1)).toThrow(/No document has the path/);
  });

  it('refuses lines that are not there and says which are', () => {
    expect(() => read('docs/guide.md', 301, 302)).toThrow(/lines 1 to 300/);
    expect(() => read('docs/guide.md', 5, 4)).toThrow(/lines 1 to 300/);
  });
});
