import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCache, type Cache } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { emptyTally, type Tally } from '../cache/tally.ts';
import { indexDocuments } from '../documents/document-index.ts';
import type { DocumentFolder } from '../documents/load-documents.ts';
import { connectModel, type ModelEnvironment } from '../model/connect-model.ts';
import { ask, NoAnswerError } from './ask.ts';
import { createAgent, type DocumentAgent } from './create-agent.ts';

let cache: Cache;
let tally: Tally;
beforeEach(() => {
  cache = createCache({ name: 'test', tiers: [new MemoryCacheProvider()] });
  tally = emptyTally();
});
afterEach(() => cache.close());

async function agentOver(text: string, environment: ModelEnvironment = {}): Promise<DocumentAgent> {
  const connection = await connectModel(environment);
  onTestFinished(() => connection.close());
  const documents = new Map([['guide.md', { path: 'guide.md', lines: text.split('\n') }]]);
  const folder: DocumentFolder = { folder: '/', documents, fingerprint: text, skipped: [] };
  return createAgent({ connection, folder, index: indexDocuments(documents.values()), cache, tally });
}

const quiet = { onText: () => undefined, onToolCall: () => undefined };
const { signal } = new AbortController();
const question = 'How long do entries live?';

describe('ask', () => {
  it('answers from the documents, by tools, and streams the answer', async () => {
    const agent = await agentOver('# Guide\n\nEntries live for one hour.');
    const [pieces, calls]: string[][] = [[], []];
    const listener = { onText: (text: string) => pieces?.push(text), onToolCall: (tool: string) => calls?.push(tool) };
    const answer = await ask(agent, question, listener, signal);
    expect(answer).toBe('Entries live for one hour. [guide.md:3]');
    expect(pieces?.length).toBeGreaterThan(3);
    expect(pieces?.join('')).toBe(answer);
    expect(calls).toEqual(['searchDocuments', 'readPassage']);
  });

  it('answers the same question again without one call of a model or a tool', async () => {
    const agent = await agentOver('Entries live for one hour.');
    const first = await ask(agent, question, quiet, signal);
    expect(tally).toMatchObject({ modelCalls: 3, toolCalls: 2, modelHits: 0, toolHits: 0 });
    expect(await ask(agent, question, quiet, signal)).toBe(first);
    expect(tally).toMatchObject({ modelCalls: 3, toolCalls: 2, modelHits: 3, toolHits: 2 });
  });

  it('gives no stale answer once a document has changed', async () => {
    await ask(await agentOver('Entries live for one hour.'), question, quiet, signal);
    const answer = await ask(await agentOver('Entries live for two hours.'), question, quiet, signal);
    expect(answer).toBe('Entries live for two hours. [guide.md:1]');
  });

  it('also answers whole, without a stream', async () => {
    const agent = await agentOver('Entries live for one hour.');
    expect((await agent.generate({ prompt: question })).text).toBe('Entries live for one hour. [guide.md:1]');
  });

  it('calculates', async () => {
    const agent = await agentOver('Entries live for 1 hour.');
    const answer = await ask(agent, 'How many seconds do entries live?', quiet, signal);
    expect(answer).toBe('Entries live for 1 hour. [guide.md:1]\n\n1 hour = 3600 seconds');
  });

  it('says why it can not calculate, in words alone', async () => {
    const agent = await agentOver('Entries live for 1 hour.');
    expect(await ask(agent, 'What is 1/0?', quiet, signal)).toMatch(
      /^That can't be calculated: 1 *\/ *0 has no finite/,
    );
  });

  it('ends with an error when the model calls tools without end', async () => {
    const call = { id: 'a', function: { name: 'calculate', arguments: '{"expression":"1+1"}' } };
    const events = [
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...call }] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    ];
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        [...events.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => `data: ${data}\n\n`).join(''),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const asking = ask(
      await agentOver('x', { OPENAI_BASE_URL: url, OPENAI_MODEL: 'endless' }),
      question,
      quiet,
      signal,
    );
    await expect(asking).rejects.toThrow(NoAnswerError);
    await expect(asking).rejects.toThrow('within 10 model calls');
  });

  it('ends at once when it is aborted', async () => {
    const agent = await agentOver('Entries live for one hour.');
    const gone = new AbortController();
    const listener = { ...quiet, onToolCall: () => gone.abort(new Error('enough')) };
    await expect(ask(agent, question, listener, gone.signal)).rejects.toThrow('enough');
  });
});
