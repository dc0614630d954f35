import type { Block } from '../markdown/block.ts';
import { plainText } from '../markdown/plain-text.ts';
import { readBlocks } from '../markdown/read-blocks.ts';
import type { Document, Passage } from './document.ts';

/** A passage ends before it grows longer, unless one block alone is longer. */
const maxLines = 12;

/** Splits a document at its headings, and long sections between blocks. */
export function splitPassages(document: Document): Passage[] {
  const parts: { start: number; headings: string[]; hasText: boolean }[] = [];
  const outline: { level: number; title: string }[] = [];

  for (const block of readBlocks(document.lines)) {
    const start = firstLine(block);
    const part = parts.at(-1);
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      outline.splice(0, outline.length, ...outline.filter((above) => above.level < level));
      outline.push({ level, title: plainText(block.lines.join(' ')) });
      parts.push({ start, headings: outline.map(({ title }) => title), hasText: false });
    } else if (part === undefined || (part.hasText && lastLine(block) - part.start >= maxLines)) {
      parts.push({ start, headings: outline.map(({ title }) => title), hasText: true });
    } else {
      part.hasText = true;
    }
  }

  return parts.flatMap(({ start, headings, hasText }, index) => {
    const lines = document.lines.slice(start - 1, (parts[index + 1]?.start ?? document.lines.length + 1) - 1);
    const length = lines.findLastIndex((line) => line.trim() !== '') + 1;
    const text = lines.slice(0, length).join('\n');
    return hasText ? [{ path: document.path, startLine: start, endLine: start + length - 1, headings, text }] : [];
  });
}

/** A code block starts at its fence. */
function firstLine(block: Block): number {
  return block.kind === 'code' ? block.line - 1 : block.line;
}

function lastLine(block: Block): number {
  return block.line + block.lines.length - 1;
}
