import { z } from 'zod';
import { type ChatMessage, textOf } from '../chat-message.ts';

const foundSchema = z.object({
  passages: z.array(
    z.object({ path: z.string(), startLine: z.int(), endLine: z.int(), headings: z.array(z.string()) }),
  ),
  unknownWords: z.array(z.string()),
});
const readSchema = z.object({ path: z.string(), startLine: z.int(), text: z.string() });
const calculatedSchema = z.object({ expression: z.string(), value: z.string() });

type Found = z.infer<typeof foundSchema>;
export type Read = z.infer<typeof readSchema>;
export type Calculated = z.infer<typeof calculatedSchema>;

/** What a conversation says about its last question. */
export interface Conversation {
  readonly question: string;
  /** Names of the tools that were called for it. */
  readonly called: ReadonlySet<string>;
  readonly found: readonly Found[];
  readonly read: readonly Read[];
  readonly calculated: readonly Calculated[];
  /** Why the calculator gave no result, in its words. */
  readonly calculationError: string | undefined;
}

/** Names of the tools that the planner knows how to use. */
export const toolNames = { search: 'searchDocuments', read: 'readPassage', calculate: 'calculate' } as const;

/** Reads the last question out of the messages, and what the tools have answered since. */
export function readConversation(messages: readonly ChatMessage[]): Conversation {
  const asked = messages.findLastIndex((message) => message.role === 'user');
  const since = messages.slice(asked + 1);
  const calls = new Map(
    since
      .flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []))
      .map((call) => [call.id, call.function.name]),
  );
  const answers = (name: string): string[] =>
    since.flatMap((message) =>
      message.role === 'tool' && calls.get(message.tool_call_id) === name ? [textOf(message.content)] : [],
    );

  const calculations = answers(toolNames.calculate);
  return {
    question: textOf(messages[asked]?.content ?? '').trim(),
    called: new Set(calls.values()),
    found: answers(toolNames.search).flatMap((text) => parse(foundSchema, text)),
    read: answers(toolNames.read).flatMap((text) => parse(readSchema, text)),
    calculated: calculations.flatMap((text) => parse(calculatedSchema, text)),
    // A failed tool answers with its error as text, the class in front.
    calculationError: calculations
      .find((text) => parse(calculatedSchema, text).length === 0)
      ?.replace(/^\w*Error: /, ''),
  };
}

/** The text as that type, or nothing: a tool also answers with an error's message. */
function parse<T>(schema: z.ZodType<T>, text: string): T[] {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? [result.data] : [];
  } catch {
    return [];
  }
}
