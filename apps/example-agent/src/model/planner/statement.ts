import { plainText } from '../../markdown/plain-text.ts';
import { readBlocks } from '../../markdown/read-blocks.ts';
import { splitCells } from '../../markdown/split-cells.ts';
import { splitSentences } from '../../markdown/split-sentences.ts';
import type { Block } from '../../markdown/block.ts';
import type { Read } from './read-conversation.ts';

/** Something that a document says in one place. */
export interface Statement {
  readonly text: string;
  readonly path: string;
  readonly line: number;
  /** The headings above it, outermost first. */
  readonly headings: readonly string[];
  /** The sentence that leads into the list or the table that it stands in. */
  readonly leadIn: string;
  /** Is it a line of code, and no sentence? */
  readonly isCode: boolean;
  /** Lines of code that it introduces. */
  readonly code: readonly string[];
}

/** A longer table row is taken apart. */
const longRow = 240;

/** Code that does nothing by itself. */
const silentCode = /^\s*(?:import\b|\/\/|\/?\*|#|[)}\]]|$)/;

/** What a passage says, sentence by sentence, row by row. */
export function readStatements(read: Read, headingsAbove: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  const lines = read.text.split('\n').map((line) => line.slice(line.indexOf('\t') + 1));
  let headings = headingsAbove;
  let leadIn = '';
  let columns: readonly string[] = [];

  for (const block of readBlocks(lines, read.startLine)) {
    const last = statements.at(-1);
    const say = (text: string, line: number): void => {
      statements.push({
        text,
        path: read.path,
        line,
        headings,
        leadIn: block.kind === 'paragraph' ? '' : leadIn,
        isCode: block.kind === 'code',
        code: [],
      });
    };
    switch (block.kind) {
      case 'heading':
        headings = [...headingsAbove, ...block.lines.map(plainText)];
        leadIn = '';
        break;
      case 'paragraph':
      case 'item': {
        const sentences = sentencesOf(block);
        for (const { text, line } of sentences) {
          say(text, line);
        }
        leadIn = block.kind === 'paragraph' ? leadInOf(sentences.at(-1)?.text) : leadIn;
        break;
      }
      case 'columns':
        columns = splitCells(block.lines.join(' ')).map(plainText);
        break;
      case 'row':
        for (const text of rowTexts(splitCells(block.lines.join(' ')).map(plainText), columns)) {
          say(text, block.line);
        }
        break;
      case 'code':
        if (last?.text.endsWith(':') === true && last.code.length === 0) {
          statements.splice(-1, 1, { ...last, code: block.lines });
        } else {
          for (const [index, line] of block.lines.entries()) {
            if (!silentCode.test(line)) {
              say(`\`${line.trim()}\``, block.line + index);
            }
          }
        }
        break;
    }
  }
  return statements;
}

function sentencesOf(block: Block): { text: string; line: number }[] {
  const starts = block.lines.map((_, index) => block.lines.slice(0, index).join(' ').length);
  return splitSentences(block.lines.join(' ')).map(({ text, offset }) => ({
    text: plainText(text),
    line:
      block.line +
      Math.max(
        0,
        starts.findLastIndex((start) => start <= offset),
      ),
  }));
}

function leadInOf(sentence: string | undefined): string {
  return sentence?.endsWith(':') === true ? sentence : '';
}

/** A row as text: its first cell says what the others are about. */
function rowTexts([subject = '', ...cells]: readonly string[], columns: readonly string[]): string[] {
  const named = cells
    .map((cell, index) => (cells.length > 1 && cell !== '' ? `${columns[index + 1] ?? ''} ${cell}`.trim() : cell))
    .filter((cell) => cell !== '');
  if (named.length === 0) {
    return [subject];
  }
  const whole = `${subject}: ${named.join('; ')}`;
  return whole.length <= longRow
    ? [whole]
    : named.flatMap((cell) => splitSentences(cell)).map(({ text }) => `${subject}: ${text}`);
}
