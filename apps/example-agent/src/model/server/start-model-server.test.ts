import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, plannerModel, startModelServer } from './start-model-server.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const question = { model: plannerModel, messages: [{ role: 'user', content: 'Is Redis optional?' }] };
const tools = ['searchDocuments', 'readPassage'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object' } },
}));

async function post(body: unknown): Promise<{ status: number; type: string | null; text: string }> {
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('the model server', () => {
  it('answers in JSON', async () => {
    const { status, text } = await post(question);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: plannerModel,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'The documents do not say.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 14, completion_tokens: 7, total_tokens: 21 },
    });
  });

  it('calls tools under ids of their own', async () => {
    const request = { ...question, tools };
    const [first, second] = [await post(request), await post(request)].map(({ text }) => JSON.parse(text).choices[0]);
    expect(first.finish_reason).toBe('tool_calls');
    expect(first.message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/^call_\w{24}$/),
        type: 'function',
        function: { name: 'searchDocuments', arguments: '{"query":"Redis optional","limit":8}' },
      },
    ]);
    expect(first.message.tool_calls[0].id).not.toBe(second.message.tool_calls[0].id);
  });

  it('calls no tool if the request says so', async () => {
    const { text } = await post({ ...question, tools, tool_choice: 'none' });
    expect(JSON.parse(text).choices[0].finish_reason).toBe('stop');
  });

  it('streams the same answer as server-sent events, with usage where it is asked for', async () => {
    const { type, text } = await post({ ...question, stream: true, stream_options: { include_usage: true } });
    expect(type).toBe('text/event-stream');
    const events = text
      .trimEnd()
      .split('\n\n')
      .map((event) => event.replace(/^data: /, ''));
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event));
    const deltas = chunks.slice(0, -1).map((chunk) => chunk.choices[0].delta.content ?? '');
    expect(deltas.length).toBeGreaterThan(4);
    expect(deltas.join('')).toBe('The documents do not say.');
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 21 } });
  });

  it('streams no usage where it is not asked for', async () => {
    expect((await post({ ...question, stream: true })).text).not.toContain('usage');
  });

  it('cuts an answer at the tokens that it may have, and says so', async () => {
    const { text } = await post({ ...question, max_tokens: 2 });
    expect(JSON.parse(text).choices[0]).toMatchObject({ message: { content: 'The docu' }, finish_reason: 'length' });
  });

  it('lists its model', async () => {
    const response = await fetch(`${server.url}/models`);
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: plannerModel }] });
  });

  it.each([
    ['no JSON', '{', 400, null, null],
    ['no messages', { model: plannerModel, messages: [] }, 400, 'messages', null],
    ['a message of no role', { model: plannerModel, messages: [{ content: 'x' }] }, 400, 'messages.0.role', null],
    ['another model', { ...question, model: 'gpt-9' }, 404, 'model', 'model_not_found'],
    ['more than one choice', { ...question, n: 2 }, 400, 'n', null],
    ['a forced tool', { ...question, tools, tool_choice: 'required' }, 400, 'tool_choice', null],
    [
      'JSON as response format',
      { ...question, response_format: { type: 'json_object' } },
      400,
      'response_format.type',
      null,
    ],
    [
      'more than 4 MiB',
      { ...question, messages: [{ role: 'user', content: 'x'.repeat(4_200_000) }] },
      413,
      null,
      'request_too_large',
    ],
  ])('refuses %s as the OpenAI API does', async (_, body, status, param, code) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.text)).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param,
        code,
      },
    });
  });

  it('refuses what a page in a browser could send from elsewhere', async () => {
    const form = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(question) });
    expect(form.status).toBe(415);
    const [response] = (await once(
      get(`${server.url}/models`, { headers: { host: 'evil.example' }, agent: false }),
      'response',
    )) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(403);
  });

  it('refuses other paths and methods', async () => {
    expect((await fetch(`${server.url}/embeddings`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${server.url}/chat/completions`)).status).toBe(405);
  });

  it('goes on when a client leaves in the middle of a stream', async () => {
    const body = JSON.stringify({ ...question, stream: true });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect((await post(question)).status).toBe(200);
  });

  it('serves the AI SDK, whole and streamed', async () => {
    const model = createOpenAICompatible({ name: 'test', baseURL: server.url, includeUsage: true })(plannerModel);
    const whole = await generateText({ model, prompt: 'Is Redis optional?' });
    const streamed = streamText({ model, prompt: 'Is Redis optional?' });
    expect(whole.text).toBe('The documents do not say.');
    expect(await streamed.text).toBe(whole.text);
    expect(await streamed.usage).toMatchObject({ inputTokens: whole.usage.inputTokens, outputTokens: 7 });
  });

  it('ends open connections when it is closed, twice if need be', async () => {
    const closing = await startModelServer();
    const socket = connect(Number(new URL(closing.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    socket.resume();
    await closing.close();
    await closing.close();
    await ended;
    await expect(fetch(`${closing.url}/models`)).rejects.toThrow('fetch failed');
  });
});
