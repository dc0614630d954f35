import { cacheToolResults, type ToolCacheOptions } from '../cache/cache-tool-results.ts';
import type { DocumentIndex } from '../documents/document-index.ts';
import type { DocumentFolder } from '../documents/load-documents.ts';
import { createCalculateTool } from '../tools/calculate.ts';
import { createReadPassageTool } from '../tools/read-passage.ts';
import { createSearchDocumentsTool } from '../tools/search-documents.ts';

/** The agent's tools by the names that the model calls. */
export type AgentTools = {
  readonly searchDocuments: ReturnType<typeof createSearchDocumentsTool>;
  readonly readPassage: ReturnType<typeof createReadPassageTool>;
  readonly calculate: ReturnType<typeof createCalculateTool>;
};

/** The tools over one folder; their results are kept until a document changes. */
export function createTools(
  folder: DocumentFolder,
  index: DocumentIndex,
  options: Omit<ToolCacheOptions, 'fingerprint'>,
): AgentTools {
  const caching = { ...options, fingerprint: folder.fingerprint };
  return {
    searchDocuments: cacheToolResults('searchDocuments', createSearchDocumentsTool(index), caching),
    readPassage: cacheToolResults('readPassage', createReadPassageTool(folder.documents), caching),
    calculate: cacheToolResults('calculate', createCalculateTool(), caching),
  };
}
