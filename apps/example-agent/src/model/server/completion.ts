import { randomUUID } from 'node:crypto';
import { type NextMessage, planNextMessage } from '../planner/plan-next-message.ts';
import type { ChatRequest } from './chat-request.ts';
import { countTokens, cutToTokens } from './count-tokens.ts';

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** What the model answers to a request, however it is sent. */
export interface Completion {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly content: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: 'stop' | 'tool_calls' | 'length';
  readonly usage: Usage;
}

/**
 * Lets the planner answer a request.
 *
 * Ids and the time are new each time, as with any model; all else depends on the request alone.
 */
export function complete(request: ChatRequest): Completion {
  const offered = request.tool_choice === 'none' ? [] : (request.tools ?? []).map((tool) => tool.function.name);
  const next = planNextMessage(request.messages, new Set(offered));
  const answer = contentOf(next, request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY);
  const promptTokens = countTokens(JSON.stringify([request.messages, request.tools ?? []]));
  const completionTokens = countTokens(answer.content ?? JSON.stringify(answer.toolCalls.map((call) => call.function)));
  return {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1_000),
    model: request.model,
    ...answer,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function contentOf(next: NextMessage, maxTokens: number): Pick<Completion, 'content' | 'toolCalls' | 'finishReason'> {
  if (next.kind === 'answer') {
    const content = cutToTokens(next.text, maxTokens);
    return { content, toolCalls: [], finishReason: content === next.text ? 'stop' : 'length' };
  }
  const toolCalls = next.calls.map(({ name, input }): ToolCall => ({
    id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  return { content: null, toolCalls, finishReason: 'tool_calls' };
}
