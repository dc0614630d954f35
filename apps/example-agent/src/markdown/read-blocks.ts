import type { Block } from './block.ts';

const fence = /^\s*(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const item = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(.*)$/;
const row = /^\s*\|(.*)$/;
const delimiterRow = /^\s*\|?[\s:|-]*-[\s:|-]*$/;
const underline = /^ {0,3}(=+|-{3,})\s*$/;
const markup = /^\s*(?:<[!/a-z]|\[!\[|!\[)/i;

/**
 * Takes text apart into headings, paragraphs, list items, table rows and code.
 *
 * Line by line and forgiving, so that it also serves plain text and a part of a document. HTML, badges and rules are
 * left out.
 *
 * @param firstLine number of the text's first line in its document
 */
export function readBlocks(lines: readonly string[], firstLine = 1): Block[] {
  const blocks: Block[] = [];
  let open: { kind: Block['kind']; line: number; lines: string[] } | undefined;
  let closingFence: string | undefined;

  const close = (): void => {
    if (open !== undefined && open.lines.length > 0) {
      blocks.push(open);
    }
    open = undefined;
  };
  const begin = (kind: Block['kind'], line: number, first: readonly string[]): void => {
    close();
    open = { kind, line, lines: [...first] };
  };

  for (const [index, text] of lines.entries()) {
    const line = firstLine + index;
    const fenceMark = fence.exec(text)?.[1];
    if (closingFence !== undefined) {
      if (fenceMark?.startsWith(closingFence) === true) {
        closingFence = undefined;
        close();
      } else {
        open ??= { kind: 'code', line, lines: [] };
        open.lines.push(text);
      }
      continue;
    }
    if (fenceMark !== undefined) {
      close();
      closingFence = fenceMark;
      continue;
    }
    const quoted = text.replace(/^ {0,3}>\s?/, '');
    const [, marks, title] = heading.exec(quoted) ?? [];
    if (marks !== undefined && title !== undefined) {
      close();
      blocks.push({ kind: 'heading', line, lines: [title], level: marks.length });
    } else if (quoted.trim() === '') {
      close();
    } else if (underline.test(quoted)) {
      if (open?.kind === 'paragraph' && open.lines.length === 1) {
        blocks.push({ kind: 'heading', line: open.line, lines: open.lines, level: quoted.includes('=') ? 1 : 2 });
        open = undefined;
      }
      close();
    } else if (row.test(quoted)) {
      close();
      const above = blocks.at(-1);
      if (!delimiterRow.test(quoted)) {
        blocks.push({ kind: 'row', line, lines: [quoted.trim().replace(/^\||\|$/g, '')] });
      } else if (above?.kind === 'row' && above.line === line - 1) {
        blocks.splice(-1, 1, { ...above, kind: 'columns' });
      }
    } else if (markup.test(quoted)) {
      close();
    } else {
      const itemText = item.exec(quoted)?.[2];
      if (itemText !== undefined) {
        begin('item', line, [itemText]);
      } else if (open === undefined) {
        begin('paragraph', line, [quoted.trim()]);
      } else {
        open.lines.push(quoted.trim());
      }
    }
  }
  close();
  return blocks;
}
