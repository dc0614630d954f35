import type { Cache } from '@modular-agent/cache';
import { isStepCount, ToolLoopAgent, wrapLanguageModel } from 'ai';
import { cacheModelAnswers } from '../cache/cache-model-answers.ts';
import type { Tally } from '../cache/tally.ts';
import type { DocumentIndex } from '../documents/document-index.ts';
import type { DocumentFolder } from '../documents/load-documents.ts';
import type { ModelConnection } from '../model/connect-model.ts';
import { type AgentTools, createTools } from './create-tools.ts';
import { instructions } from './instructions.ts';

/** The agent answers within so many model calls, or not at all. */
export const maxSteps = 10;

export interface AgentParts {
  readonly connection: ModelConnection;
  readonly folder: DocumentFolder;
  readonly index: DocumentIndex;
  readonly cache: Cache;
  /** Counts what the agent does. */
  readonly tally: Tally;
}

export type DocumentAgent = ToolLoopAgent<never, AgentTools>;

/** An agent that answers questions about the folder; what it asks the model and its tools goes through the cache. */
export function createAgent({ connection, folder, index, cache, tally }: AgentParts): DocumentAgent {
  return new ToolLoopAgent({
    model: wrapLanguageModel({
      model: connection.model,
      middleware: cacheModelAnswers({ cache, endpoint: connection.endpoint, tally }),
    }),
    instructions,
    tools: createTools(folder, index, { cache, tally }),
    // A busy model is asked once more, after two silent seconds.
    maxRetries: 1,
    stopWhen: isStepCount(maxSteps),
    // Whoever reads the stream gets the error; the default would also print it.
    onError: () => undefined,
  });
}
