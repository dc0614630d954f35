import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { plannerModel, startModelServer } from '../model/server/start-model-server.ts';
import { createBestEffortCache } from './best-effort-cache.ts';
import { cacheModelAnswers } from './cache-model-answers.ts';
import type { Model } from './language-model.ts';
import { emptyTally, type Tally } from './tally.ts';

let provider: MemoryCacheProvider;
let tally: Tally;
const failures: unknown[] = [];
beforeEach(() => {
  provider = new MemoryCacheProvider();
  tally = emptyTally();
  failures.length = 0;
});
afterEach(() => provider.close());

/** The model at that place, cached in `provider` unless another one is given. */
function modelAt(baseURL: string, store: Parameters<typeof createBestEffortCache>[0] = provider): Model {
  const apiKey = 'secret-key';
  return wrapLanguageModel({
    model: createOpenAICompatible({ name: 'test', baseURL, includeUsage: true, apiKey })(plannerModel),
    middleware: cacheModelAnswers({
      cache: createBestEffortCache(store, (error) => failures.push(error)),
      endpoint: 'test',
      tally,
    }),
  });
}

async function plannerUrl(): Promise<string> {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  return server.url;
}

const word = 'data: {"choices":[{"index":0,"delta":{"content":"Half"}}]}\n\n';
const end = (reason: string): string =>
  `data: {"choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n\ndata: [DONE]\n\n`;

/** A model server that misbehaves in one way. */
async function faultyUrl(respond: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(word);
    respond(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const prompt = 'Is Redis optional?';
const noRetry = { maxRetries: 0, onError: () => undefined } as const;

describe('cacheModelAnswers', () => {
  it('asks the model once for a whole answer', async () => {
    const model = modelAt(await plannerUrl());
    const first = await generateText({ model, prompt });
    const second = await generateText({ model, prompt });
    expect(second.text).toBe(first.text);
    expect(tally).toMatchObject({ modelCalls: 1, modelHits: 1 });
  });

  it.each<[string, unknown]>([
    ['an object', {}],
    ['text', 'x'],
    ['null', null],
    ['an empty list', []],
    ['an end without what it cost', [{ type: 'finish', finishReason: { unified: 'stop' } }]],
    ['a beginning', [{ type: 'stream-start', warnings: [] }]],
  ])('takes %s in the cache for no answer, and asks the model', async (_, stored) => {
    const model = modelAt(await plannerUrl(), { get: async <T>() => stored as T, set: async () => undefined });
    expect((await generateText({ model, prompt })).text).not.toBe('');
    expect(await streamText({ model, prompt, ...noRetry }).text).not.toBe('');
    expect(tally).toMatchObject({ modelCalls: 2, modelHits: 0 });
  });

  it('asks the model once for a streamed answer and replays every part in order', async () => {
    const model = modelAt(await plannerUrl());
    const pieces = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const piece of streamText({ model, prompt }).textStream) {
        found.push(piece);
      }
      return found;
    };
    const first = await pieces();
    expect(first.length).toBeGreaterThan(2);
    expect(await pieces()).toEqual(first);
    expect(tally).toMatchObject({ modelCalls: 1, modelHits: 1 });
  });

  it('tells billed tokens from avoided ones', async () => {
    const model = modelAt(await plannerUrl());
    const { totalUsage } = await generateText({ model, prompt });
    await generateText({ model, prompt });
    await generateText({ model, prompt });
    expect(tally.billedTokens).toBe(totalUsage.totalTokens);
    expect(tally.avoidedTokens).toBe(2 * tally.billedTokens);
  });

  it('marks a hit, with an id and a time of its own', async () => {
    const model = modelAt(await plannerUrl());
    const first = await generateText({ model, prompt });
    const second = await generateText({ model, prompt });
    expect(first.providerMetadata).not.toHaveProperty('modularAgentCache');
    expect(second.providerMetadata).toMatchObject({ modularAgentCache: { hit: true } });
    expect(second.response.id).not.toBe(first.response.id);

    await streamText({ model, prompt }).consumeStream();
    const streamed = streamText({ model, prompt });
    expect(await streamed.providerMetadata).toMatchObject({ modularAgentCache: { hit: true } });
  });

  it('keeps no secret and no header beside an answer', async () => {
    const stored: unknown[] = [];
    const model = modelAt(await plannerUrl(), {
      get: async () => undefined,
      set: async (...entry) => void stored.push(entry),
    });
    await generateText({ model, prompt, headers: { 'x-api-key': 'secret-header' } });
    await streamText({ model, prompt, headers: { 'x-api-key': 'secret-header' } }).consumeStream();
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toMatch(/secret|content-type|user-agent/i);
  });

  it('does not keep an answer that was cut at its longest', async () => {
    const model = modelAt(await plannerUrl());
    await generateText({ model, prompt, maxOutputTokens: 1 });
    await streamText({ model, prompt, maxOutputTokens: 1 }).consumeStream();
    expect(await provider.getSize()).toBe(0);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['breaks off', (response) => response.destroy()],
    ['ends without a finish', (response) => response.end('data: [DONE]\n\n')],
    ['has an error in it', (response) => response.end(`data: {"error":{"message":"overloaded"}}\n\n${end('stop')}`)],
    ['is no JSON', (response) => response.end(`data: {\n\n${end('stop')}`)],
    ['ends by a filter', (response) => response.end(end('content_filter'))],
    ['ends for lack of room', (response) => response.end(end('length'))],
  ])('does not keep a stream that %s', async (_, respond) => {
    const model = modelAt(await faultyUrl(respond));
    await streamText({ model, prompt, ...noRetry }).consumeStream({ onError: () => undefined });
    expect(tally.modelCalls).toBe(1);
    expect(await provider.getSize()).toBe(0);
  });

  it('keeps a stream of that server that does come to a clean end', async () => {
    const model = modelAt(await faultyUrl((response) => response.end(end('stop'))));
    await streamText({ model, prompt, ...noRetry }).consumeStream();
    expect(await provider.getSize()).toBe(1);
  });

  it('does not keep a stream that its reader aborts', async () => {
    const gone = new AbortController();
    const model = modelAt(await faultyUrl(() => undefined));
    const { stream } = streamText({ model, prompt, abortSignal: gone.signal, ...noRetry });
    for await (const part of stream) {
      if (part.type === 'text-delta') {
        gone.abort();
      }
    }
    expect(await provider.getSize()).toBe(0);
  });

  it('does not keep a stream whose reader leaves', async () => {
    const model = modelAt(await faultyUrl(() => undefined));
    const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] });
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(await provider.getSize()).toBe(0);
  });

  it('answers from the model when the cache fails, and says so once', async () => {
    const error = new CacheUnavailableError('Redis is not reachable at localhost:6379.', { provider: 'redis' });
    const down = { get: () => Promise.reject(error), set: () => Promise.reject(error) };
    const model = modelAt(await plannerUrl(), down);
    expect((await generateText({ model, prompt })).text).toBe('The documents do not say.');
    expect(await streamText({ model, prompt }).text).toBe('The documents do not say.');
    expect(tally.modelCalls).toBe(2);
    expect(failures).toHaveLength(1);
  });

  it('answers from the model a call that no key can be made of', async () => {
    const model = modelAt(await plannerUrl());
    const providerOptions = { test: { strange: (() => 1) as never } };
    await generateText({ model, prompt, providerOptions });
    await generateText({ model, prompt, providerOptions });
    expect(tally).toMatchObject({ modelCalls: 2, modelHits: 0 });
  });

  it('gives an aborted caller its abort, also when the cache has the answer', async () => {
    const model = modelAt(await plannerUrl());
    await generateText({ model, prompt });
    await expect(generateText({ model, prompt, abortSignal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    expect(failures).toEqual([]);
  });
});
