import { z } from 'zod';
import { chatMessageSchema } from '../chat-message.ts';
import { ApiError } from './api-error.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(chatMessageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .nullish(),
  tool_choice: z.enum(['auto', 'none']).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  n: z.literal(1).nullish(),
  response_format: z.looseObject({ type: z.literal('text') }).nullish(),
});

/** A request for a chat completion. What is not listed here, such as a temperature, changes nothing. */
export type ChatRequest = z.infer<typeof requestSchema>;

/** @throws ApiError 400 that names the first wrong field. */
export function parseChatRequest(body: unknown): ChatRequest {
  const result = requestSchema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const param = issue?.path.join('.') ?? '';
  throw new ApiError(400, `${param === '' ? 'The request' : param} is invalid: ${issue?.message ?? 'unknown'}.`, {
    param,
  });
}
