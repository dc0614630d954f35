import { describe, expect, it } from 'vitest';
import { modelAnswerKey, type ModelCallIdentity, toolResultKey } from './cache-key.ts';
import type { ModelCall } from './language-model.ts';

const call: ModelCall = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Why?' }] }] };
const identity: ModelCallIdentity = {
  mode: 'stream',
  endpoint: 'https://models.example/v1',
  model: { provider: 'openai.chat', modelId: 'large' },
  call,
};

function keyOf(options: Partial<ModelCall>): string {
  return modelAnswerKey({ ...identity, call: { ...call, ...options } });
}

/** A prompt whose second step follows a tool call of that id. */
function promptWithCall(id: string, resultId = id): ModelCall['prompt'] {
  return [
    ...call.prompt,
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: id, toolName: 'search', input: { query: 'x' } }] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: resultId, toolName: 'search', output: { type: 'text', value: 'found' } },
      ],
    },
  ];
}

const tool = { type: 'function', name: 'search', inputSchema: { type: 'object' } } as const;

describe('modelAnswerKey', () => {
  it.each<[string, Partial<ModelCall>]>([
    ['the text', { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Why not?' }] }] }],
    ['a role', { prompt: [{ role: 'system', content: 'Why?' }] }],
    [
      'a file',
      {
        prompt: [
          {
            role: 'user',
            content: [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([1]) } }],
          },
        ],
      },
    ],
    ['a tool', { tools: [tool] }],
    ['the name of a tool', { tools: [{ ...tool, name: 'find' }] }],
    ['the schema of a tool', { tools: [{ ...tool, inputSchema: { type: 'string' } }] }],
    ['the choice of a tool', { toolChoice: { type: 'none' } }],
    ['the temperature', { temperature: 0 }],
    ['another temperature', { temperature: 1 }],
    ['topP', { topP: 0.5 }],
    ['topK', { topK: 5 }],
    ['a penalty', { presencePenalty: 1 }],
    ['another penalty', { frequencyPenalty: 1 }],
    ['the seed', { seed: 1 }],
    ['the longest answer', { maxOutputTokens: 10 }],
    ['stop sequences', { stopSequences: ['.'] }],
    ['the response format', { responseFormat: { type: 'json' } }],
    ['reasoning', { reasoning: 'low' }],
    ['provider options', { providerOptions: { openai: { user: 'a' } } }],
    ['a header that says whose call it is', { headers: { 'x-tenant': 'a' } }],
    ['an option that is not known yet', { future: true } as Partial<ModelCall>],
  ])('changes with %s', (_, options) => {
    expect(keyOf(options)).not.toBe(keyOf({}));
  });

  it.each<[string, Partial<ModelCallIdentity>]>([
    ['the place', { endpoint: 'https://other.example/v1' }],
    ['the provider', { model: { ...identity.model, provider: 'other' } }],
    ['the model', { model: { ...identity.model, modelId: 'small' } }],
    ['the way of asking', { mode: 'generate' }],
  ])('changes with %s', (_, part) => {
    expect(modelAnswerKey({ ...identity, ...part })).not.toBe(modelAnswerKey(identity));
  });

  it.each<[string, Partial<ModelCall>]>([
    ['the abort signal', { abortSignal: AbortSignal.abort() }],
    ['raw chunks', { includeRawChunks: true }],
    ['what is undefined', { temperature: undefined } as unknown as Partial<ModelCall>],
    ['the version of the SDK', { headers: { 'User-Agent': 'ai/7.0.1' } }],
    ['a trace', { headers: { traceparent: '00-1-2-01' } }],
    ['a secret', { headers: { Authorization: 'Bearer secret', 'x-api-key': 'secret' } }],
  ])('does not change with %s', (_, options) => {
    expect(keyOf(options)).toBe(keyOf({}));
  });

  it('does not depend on the ids that the model gave to tool calls', () => {
    expect(keyOf({ prompt: promptWithCall('call_a1') })).toBe(keyOf({ prompt: promptWithCall('call_b2') }));
  });

  it('depends on which result belongs to which call', () => {
    expect(keyOf({ prompt: promptWithCall('a', 'a') })).not.toBe(keyOf({ prompt: promptWithCall('a', 'b') }));
  });
});

describe('toolResultKey', () => {
  it('is one for equal inputs, whatever the order of their members', () => {
    expect(toolResultKey('search', { a: 1, b: 2 }, 'f')).toBe(toolResultKey('search', { b: 2, a: 1 }, 'f'));
  });

  it('changes with the tool, the input and the fingerprint', () => {
    const keys = [
      toolResultKey('search', { a: 1 }, 'f'),
      toolResultKey('read', { a: 1 }, 'f'),
      toolResultKey('search', { a: 2 }, 'f'),
      toolResultKey('search', { a: 1 }, 'g'),
    ];
    expect(new Set(keys).size).toBe(4);
  });
});
