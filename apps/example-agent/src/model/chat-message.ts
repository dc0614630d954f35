import { z } from 'zod';

const textParts = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));

const toolCallSchema = z.looseObject({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

/** A message of the OpenAI chat completions API, as far as the planner reads it. */
export const chatMessageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: z.union([z.string(), textParts]) }),
  z.looseObject({ role: z.literal('developer'), content: z.union([z.string(), textParts]) }),
  z.looseObject({ role: z.literal('user'), content: z.union([z.string(), textParts]) }),
  z.looseObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), textParts]).nullish(),
    tool_calls: z.array(toolCallSchema).nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.union([z.string(), textParts]) }),
]);

export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** The text of a message; parts that are no text count as none. */
export function textOf(content: ChatMessage['content']): string {
  if (typeof content === 'string') {
    return content;
  }
  return (content ?? []).map((part) => part.text ?? '').join('');
}
