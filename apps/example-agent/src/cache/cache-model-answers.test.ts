import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createCache, type Cache, type CacheCallEvent } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { plannerModel, startModelServer } from '../model/server/start-model-server.ts';
import { cacheModelAnswers } from './cache-model-answers.ts';
import type { Model } from './language-model.ts';
import { emptyTally, type Tally } from './tally.ts';

let provider: MemoryCacheProvider;
let cache: Cache;
let tally: Tally;
beforeEach(() => {
  provider = new MemoryCacheProvider();
  cache = createCache({ name: 'test', tiers: [provider] });
  tally = emptyTally();
});
afterEach(() => cache.close());

/** The model at that place, cached in `cache` unless another one is given. */
function modelAt(baseURL: string, store: Cache = cache): Model {
  const apiKey = 'secret-key';
  return wrapLanguageModel({
    model: createOpenAICompatible({ name: 'test', baseURL, includeUsage: true, apiKey })(plannerModel),
    middleware: cacheModelAnswers({ cache: store, endpoint: 'test', tally }),
  });
}

/** How many entries were stored, once all that was to be stored is. */
async function stored(): Promise<number> {
  await cache.close();
  return provider.getSize();
}

/** The keys that the cache is asked for while something is done. */
async function keysOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const keys = new Set<string>();
  const note = (message: unknown): void => {
    const { key } = message as CacheCallEvent;
    if (key !== undefined) keys.add(key);
  };
  subscribe('tracing:modular-agent:cache:getOrSetEntry:start', note);
  await work();
  unsubscribe('tracing:modular-agent:cache:getOrSetEntry:start', note);
  return [...keys];
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
    expect(tally).toMatchObject({ modelCalls: 1, modelHits: 1, hitsFrom: new Map([['memory', 1]]) });
  });

  it.each<[string, unknown]>([
    ['an object', {}],
    ['text', 'x'],
    ['null', null],
    ['an empty list', []],
    ['an end without what it cost', [{ type: 'finish', finishReason: { unified: 'stop' } }]],
    ['a beginning', [{ type: 'stream-start', warnings: [] }]],
  ])('takes %s in the cache for no answer, and asks the model', async (_, value) => {
    const model = modelAt(await plannerUrl());
    const ask = async (): Promise<string[]> => [
      (await generateText({ model, prompt })).text,
      await streamText({ model, prompt, ...noRetry }).text,
    ];
    const keys = await keysOf(ask);
    expect(keys).toHaveLength(2);
    await cache.setMany(keys.map((key) => [key, value]));

    expect(await ask()).not.toContain('');
    expect(tally).toMatchObject({ modelCalls: 4, modelHits: 0 });
  });

  it('asks the model once for equal questions at a time, and each gets the whole answer', async () => {
    const model = modelAt(await plannerUrl());
    const answers = await Promise.all([1, 2, 3].map(() => generateText({ model, prompt })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(tally).toMatchObject({ modelCalls: 1, modelHits: 2, hitsFrom: new Map([['coalesced', 2]]) });
    expect(tally.avoidedTokens).toBe(2 * tally.billedTokens);
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
    expect(tally).toMatchObject({ modelCalls: 1, modelHits: 1, hitsFrom: new Map([['memory', 1]]) });
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
    const model = modelAt(await plannerUrl());
    const headers = { 'x-api-key': 'secret-header' };
    const keys = await keysOf(async () => {
      await generateText({ model, prompt, headers });
      await streamText({ model, prompt, headers }).consumeStream();
    });
    const kept = await cache.getMany(keys);
    expect(kept.size).toBe(2);
    expect(JSON.stringify([...kept])).not.toMatch(/secret|content-type|user-agent/i);
  });

  it('does not keep an answer that was cut at its longest', async () => {
    const model = modelAt(await plannerUrl());
    await generateText({ model, prompt, maxOutputTokens: 1 });
    await streamText({ model, prompt, maxOutputTokens: 1 }).consumeStream();
    expect(await stored()).toBe(0);
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
    expect(await stored()).toBe(0);
  });

  it('keeps a stream of that server that does come to a clean end', async () => {
    const model = modelAt(await faultyUrl((response) => response.end(end('stop'))));
    await streamText({ model, prompt, ...noRetry }).consumeStream();
    expect(await stored()).toBe(1);
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
    expect(await stored()).toBe(0);
  });

  it('does not keep a stream whose reader leaves', async () => {
    const model = modelAt(await faultyUrl(() => undefined));
    const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] });
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(await stored()).toBe(0);
  });

  it('answers from the model when Redis is away', async () => {
    // Nobody listens there.
    const redis = new RedisCacheProvider({ host: '127.0.0.1', port: 1 });
    const away = createCache({ name: 'test', tiers: [redis] });
    const model = modelAt(await plannerUrl(), away);
    expect((await generateText({ model, prompt })).text).toBe('The documents do not say.');
    expect(await streamText({ model, prompt }).text).toBe('The documents do not say.');
    expect(tally.modelCalls).toBe(2);
    expect(away.getStats().state).toBe('degraded');
    await away.close();
    await redis.close();
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
  });
});
