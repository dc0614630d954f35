import MiniSearch from 'minisearch';
import { stems, terms } from '../language/terms.ts';
import type { Block } from '../markdown/block.ts';
import { plainText } from '../markdown/plain-text.ts';
import { readBlocks } from '../markdown/read-blocks.ts';
import type { Document, Passage } from './document.ts';
import { splitPassages } from './split-passages.ts';

/** A passage that a search found. */
interface Hit {
  readonly passage: Passage;
  /** The part of it that fits best. */
  readonly excerpt: string;
}

interface SearchHits {
  /** Best first. */
  readonly hits: readonly Hit[];
  /** Words of the query that no document holds. */
  readonly unknownWords: readonly string[];
}

/** Finds passages by their words. */
export interface DocumentIndex {
  readonly passageCount: number;
  search(query: string, limit: number): SearchHits;
}

interface Entry {
  readonly passage: Passage;
  readonly block: Block;
}

const boost = { subject: 2, headings: 1.5, text: 1, path: 0.5, code: 0.4 };

/**
 * Indexes the documents by their words, headings and paths.
 *
 * A block, such as a paragraph or a table row, is an entry of its own, so that one that is short and to the point comes
 * before a long text that also has the word. A passage is found by its best block.
 */
export function indexDocuments(documents: Iterable<Document>): DocumentIndex {
  const passages = [...documents].flatMap(splitPassages);
  const entries = passages.flatMap((passage) =>
    readBlocks(passage.text.split('\n'))
      .filter(({ kind }) => kind !== 'heading')
      .map((block): Entry => ({ passage, block })),
  );
  const index = new MiniSearch({
    fields: Object.keys(boost),
    // The words of each field are stemmed already, one space apart.
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term || null,
  });
  index.addAll(entries.map(({ passage, block }, id) => ({ id, ...fieldsOf(passage, block) })));

  return {
    passageCount: passages.length,
    search(query, limit) {
      const wanted = words(query);
      const exact = index.search(wanted, { boost });
      // Where not one word is known, it may be misspelt or only begun.
      const found = exact.length > 0 ? exact : index.search(wanted, { boost, fuzzy: 0.2, prefix: isLong });
      const hits = new Map<Passage, Hit>();
      for (const { id } of found) {
        const entry = entries[Number(id)];
        if (entry !== undefined && !hits.has(entry.passage)) {
          hits.set(entry.passage, { passage: entry.passage, excerpt: plainText(entry.block.lines.join(' ')) });
        }
      }
      const unknownWords = terms(query)
        .filter((term) => [term.stem, ...term.parts].every((form) => index.search(form).length === 0))
        .map(({ word }) => word);
      return { hits: [...hits.values()].slice(0, limit), unknownWords };
    },
  };
}

function fieldsOf(passage: Passage, { kind, lines }: Block): Record<keyof typeof boost, string> {
  const text = lines.join(kind === 'code' ? '\n' : ' ');
  const subject = /^([^:|]{1,60})[:|]/.exec(text)?.[1] ?? '';
  return {
    subject: kind === 'code' ? '' : words(subject),
    headings: words(passage.headings.join(' ')),
    text: kind === 'code' ? '' : words(text),
    path: words(passage.path),
    code: kind === 'code' ? words(text) : '',
  };
}

function words(text: string): string {
  return stems(text).join(' ');
}

function isLong(term: string): boolean {
  return term.length > 3;
}
