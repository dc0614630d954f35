import type { LanguageModelMiddleware } from 'ai';
import type { BestEffortCache } from './best-effort-cache.ts';
import { modelAnswerKey, type ModelCallIdentity } from './cache-key.ts';
import { NotCanonicalError } from './canonical-json.ts';
import { isCleanEnd } from './clean-end.ts';
import type { GenerateResult } from './language-model.ts';
import { recordStream } from './record-stream.ts';
import { replayResult, replayStream } from './replay.ts';
import { asStoredResult, asStoredStream } from './stored-answer.ts';
import { type Tally, tokensOf } from './tally.ts';

export interface ModelCacheOptions {
  readonly cache: BestEffortCache;
  /** Where the model is, without secrets. */
  readonly endpoint: string;
  readonly tally: Tally;
}

/**
 * Middleware that asks the model only what the cache can't answer, whole answers and streams alike.
 *
 * Stored are clean ends alone, without request and response bodies and headers. A call that no key can be made of goes
 * to the model.
 */
export function cacheModelAnswers({
  cache,
  endpoint,
  tally,
}: ModelCacheOptions): LanguageModelMiddleware & { readonly specificationVersion: 'v4' } {
  return {
    specificationVersion: 'v4',

    async wrapGenerate({ doGenerate, model, params }) {
      const key = keyOf({ mode: 'generate', endpoint, model, call: params });
      const stored = key === undefined ? undefined : asStoredResult(await cache.get(key, params.abortSignal));
      if (stored !== undefined) {
        tally.modelHits += 1;
        tally.avoidedTokens += tokensOf(stored.usage);
        return replayResult(stored);
      }
      tally.modelCalls += 1;
      const result = await doGenerate();
      tally.billedTokens += tokensOf(result.usage);
      if (key !== undefined && isCleanEnd(result.finishReason)) {
        await cache.set(key, withoutTransport(result));
      }
      return result;
    },

    async wrapStream({ doStream, model, params }) {
      const key = keyOf({ mode: 'stream', endpoint, model, call: params });
      const stored = key === undefined ? undefined : asStoredStream(await cache.get(key, params.abortSignal));
      if (stored !== undefined) {
        const finish = stored.find((part) => part.type === 'finish');
        tally.modelHits += 1;
        tally.avoidedTokens += finish === undefined ? 0 : tokensOf(finish.usage);
        return { stream: replayStream(stored) };
      }
      tally.modelCalls += 1;
      const { stream, ...transport } = await doStream();
      const recorder = recordStream({
        onUsage: (usage) => {
          tally.billedTokens += tokensOf(usage);
        },
        onCleanEnd: async (parts) => {
          if (key !== undefined) {
            await cache.set(key, parts);
          }
        },
      });
      return { ...transport, stream: stream.pipeThrough(recorder) };
    },
  };
}

function keyOf(identity: ModelCallIdentity): string | undefined {
  try {
    return modelAnswerKey(identity);
  } catch (error) {
    if (error instanceof NotCanonicalError) {
      return undefined;
    }
    throw error;
  }
}

/** What can be told again; not how it came over the wire. */
function withoutTransport({ request: _request, response, ...answer }: GenerateResult): GenerateResult {
  if (response === undefined) {
    return answer;
  }
  const { headers: _headers, body: _body, ...metadata } = response;
  return { ...answer, response: metadata };
}
