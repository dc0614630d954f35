import type { ServerResponse } from 'node:http';
import type { Completion } from './completion.ts';
import { sendJson } from './send-json.ts';

/** Sends a completion as one JSON document. */
export function sendCompletion(response: ServerResponse, completion: Completion): void {
  const { id, created, model, content, toolCalls, finishReason, usage } = completion;
  const message = { role: 'assistant', content, ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}) };
  sendJson(response, 200, {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  });
}
