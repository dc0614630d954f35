import { tool, type Tool } from 'ai';
import { z } from 'zod';
import type { DocumentIndex } from '../documents/document-index.ts';

const inputSchema = z.object({
  query: z.string().min(1).max(400).describe('A few words that the passage will hold; not a whole question'),
  limit: z.int().min(1).max(20).default(6).describe('How many passages at most'),
});

/** A passage that was found: where it stands, what it is about, what in it fits. */
interface FoundPassage {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly headings: readonly string[];
  readonly excerpt: string;
}

export interface SearchResult {
  /** Best first. */
  readonly passages: readonly FoundPassage[];
  /** Words of the query that no document holds. */
  readonly unknownWords: readonly string[];
}

const excerptLength = 200;

/** The tool by which the agent finds passages. */
export function createSearchDocumentsTool(index: DocumentIndex): Tool<z.infer<typeof inputSchema>, SearchResult> {
  return tool({
    description: 'Full-text search over the documents. Finds passages, best first, each with its path and lines.',
    inputSchema,
    execute({ query, limit }): SearchResult {
      const { hits, unknownWords } = index.search(query, limit);
      return {
        passages: hits.map(({ passage: { path, startLine, endLine, headings }, excerpt }) => ({
          path,
          startLine,
          endLine,
          headings,
          excerpt: excerpt.slice(0, excerptLength),
        })),
        unknownWords,
      };
    },
  });
}
