import { tool, type Tool } from 'ai';
import { z } from 'zod';
import type { Document } from '../documents/document.ts';

const maxLines = 120;
const maxLineLength = 2_000;

const inputSchema = z.object({
  path: z.string().min(1).max(1_000).describe('Path of a document, as searchDocuments gives it'),
  startLine: z.int().min(1).describe('First line; the first of the document is 1'),
  endLine: z.int().min(1).describe(`Last line, inclusive; at most ${maxLines} lines are read`),
});

export interface ReadResult {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Each line as `number<TAB>text`. */
  readonly text: string;
}

/**
 * The tool by which the agent reads lines of a document.
 *
 * It knows the loaded documents alone and opens no file, so that no path leads out of the folder.
 */
export function createReadPassageTool(
  documents: ReadonlyMap<string, Document>,
): Tool<z.infer<typeof inputSchema>, ReadResult> {
  return tool({
    description: 'Reads lines of a document. Every line comes with its number, for citations such as [guide.md:12].',
    inputSchema,
    execute({ path, startLine, endLine }): ReadResult {
      const document = documents.get(path);
      if (document === undefined) {
        throw new Error(`No document has the path ${JSON.stringify(path)}. Find documents with searchDocuments.`);
      }
      const lineCount = document.lines.length;
      if (startLine > lineCount || endLine < startLine) {
        throw new Error(`${path} has the lines 1 to ${lineCount}; ${startLine} to ${endLine} can't be read.`);
      }
      const lines = document.lines.slice(startLine - 1, Math.min(endLine, startLine + maxLines - 1));
      return {
        path,
        startLine,
        endLine: startLine + lines.length - 1,
        text: lines.map((line, offset) => `${startLine + offset}\t${line.slice(0, maxLineLength)}`).join('\n'),
      };
    },
  });
}
