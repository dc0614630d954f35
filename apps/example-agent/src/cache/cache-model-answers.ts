import type { Cache } from '@modular-agent/cache';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import type { LanguageModelMiddleware } from 'ai';
import { modelAnswerKey, type ModelCallIdentity } from './cache-key.ts';
import { NotCanonicalError } from './canonical-json.ts';
import { isCleanEnd } from './clean-end.ts';
import type { GenerateResult, Model, ModelCall, StreamPart } from './language-model.ts';
import { lookUp, readThrough, type LoadContext } from './read-through.ts';
import { recordStream } from './record-stream.ts';
import { replayResult, replayStream } from './replay.ts';
import { storedResult, storedStream } from './stored-answer.ts';
import { countModelHit, type Tally, tokensOf } from './tally.ts';

export interface ModelCacheOptions {
  readonly cache: Cache;
  /** Where the model is, without secrets. */
  readonly endpoint: string;
  readonly tally: Tally;
}

/**
 * Middleware that asks the model only what the cache can't answer, whole answers and streams alike. Equal calls for a whole
 * answer at a time are one.
 *
 * Stored are clean ends alone, without request and response bodies and headers. A call that no key can be made of goes
 * to the model.
 */
export function cacheModelAnswers({
  cache,
  endpoint,
  tally,
}: ModelCacheOptions): LanguageModelMiddleware & { readonly specificationVersion: 'v4' } {
  const generate = async (model: Model, call: ModelCall): Promise<GenerateResult> => {
    tally.modelCalls += 1;
    const result = await model.doGenerate(call);
    tally.billedTokens += tokensOf(result.usage);
    return result;
  };
  return {
    specificationVersion: 'v4',

    async wrapGenerate({ model, params }) {
      const key = keyOf({ mode: 'generate', endpoint, model, call: params });
      if (key === undefined) return await generate(model, params);
      let own: GenerateResult | undefined;
      const load = async ({ signal, skipStore }: LoadContext): Promise<GenerateResult> => {
        // For all who wait for it: the model is told to stop when none of them does any more.
        own = await generate(model, { ...params, abortSignal: signal });
        if (!isCleanEnd(own.finishReason)) skipStore();
        return withoutTransport(own);
      };
      const options = { signal: params.abortSignal, schema: storedResult };
      const { value, from } = await readThrough(cache, key, load, options);
      if (from === undefined) return own ?? value;
      countModelHit(tally, from, value.usage);
      return replayResult(value);
    },

    // Not by a loader, as a whole answer is: whoever asks first wants the parts as they come, as fast as he reads; a
    // loader's result is given out when it is whole, and would make those who wait for it depend on his reading.
    async wrapStream({ doStream, model, params }) {
      const key = keyOf({ mode: 'stream', endpoint, model, call: params });
      const options = { signal: params.abortSignal, schema: storedStream };
      const found = key === undefined ? undefined : await lookUp(cache, key, options);
      if (found?.from !== undefined) {
        const finish = found.value.find((part) => part.type === 'finish');
        countModelHit(tally, found.from, finish?.usage);
        return { stream: replayStream(found.value) };
      }
      tally.modelCalls += 1;
      const { stream, ...transport } = await doStream();
      const recorder = recordStream({
        onUsage: (usage) => {
          tally.billedTokens += tokensOf(usage);
        },
        onCleanEnd: (parts) => keep(cache, key, parts),
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

/** What no cache can keep is not kept: the answer is whole all the same. */
async function keep(cache: Cache, key: string | undefined, parts: readonly StreamPart[]): Promise<void> {
  if (key === undefined) return;
  try {
    await cache.set(key, parts);
  } catch (error) {
    if (!CacheSerializationError.isInstance(error)) throw error;
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
