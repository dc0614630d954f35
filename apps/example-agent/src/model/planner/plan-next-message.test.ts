import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../chat-message.ts';
import { type NextMessage, planNextMessage } from './plan-next-message.ts';

const tools = new Set(['searchDocuments', 'readPassage', 'calculate']);

const guide = `# Guide

Entries live for one hour by default. Redis is optional:
without it, memory serves.

| option | meaning |
|---|---|
| maxEntries | how many entries fit; 10,000 by default |

Start it so:

\`\`\`sh
npm start
\`\`\``;

/** Plays a conversation to its answer, with tools that know one document. */
function converse(question: string, document = guide): { readonly calls: string[]; readonly answer: string } {
  const lines = document.split('\n');
  const messages: ChatMessage[] = [{ role: 'user', content: question }];
  const calls: string[] = [];
  for (let next = plan(messages); ; next = plan(messages)) {
    if (next.kind === 'answer') {
      return { calls, answer: next.text };
    }
    const made = next.calls.map(({ name, input }, index) => ({
      id: `${calls.length + index}`,
      type: 'function' as const,
      function: { name, arguments: JSON.stringify(input) },
    }));
    messages.push({ role: 'assistant', content: null, tool_calls: made });
    for (const { id, function: call } of made) {
      calls.push(call.name);
      messages.push({
        role: 'tool',
        tool_call_id: id,
        content: JSON.stringify(resultOf(call.name, call.arguments, lines)),
      });
    }
  }
}

function plan(messages: readonly ChatMessage[]): NextMessage {
  return planNextMessage(messages, tools);
}

function resultOf(name: string, input: string, lines: readonly string[]): unknown {
  switch (name) {
    case 'searchDocuments':
      return {
        passages: [{ path: 'guide.md', startLine: 1, endLine: lines.length, headings: ['Guide'], excerpt: '' }],
        unknownWords: ['unicorn'].filter((word) => input.includes(word)),
      };
    case 'readPassage':
      return { path: 'guide.md', startLine: 1, text: lines.map((line, index) => `${index + 1}\t${line}`).join('\n') };
    default:
      return { ...(JSON.parse(input) as object), value: '42' };
  }
}

describe('planNextMessage', () => {
  it('searches with the words of the question first', () => {
    expect(plan([{ role: 'user', content: 'How long do entries live by default?' }])).toEqual({
      kind: 'calls',
      calls: [{ name: 'searchDocuments', input: { query: 'entries live default', limit: 8 } }],
    });
  });

  it('answers in the sentence of the document, with its line', () => {
    const { calls, answer } = converse('How long do entries live by default?');
    expect(calls).toEqual(['searchDocuments', 'readPassage']);
    expect(answer).toBe('Entries live for one hour by default. [guide.md:3]');
  });

  it('cites the line where a sentence begins, also within a paragraph', () => {
    expect(converse('Is Redis optional?').answer).toBe('Redis is optional: without it, memory serves. [guide.md:3]');
  });

  it('answers from a table row, with what the row is about', () => {
    expect(converse('What is maxEntries?').answer).toBe(
      'maxEntries: how many entries fit; 10,000 by default [guide.md:8]',
    );
  });

  it('names the columns of a table with more than two, and leaves out empty cells', () => {
    const document = '| option | default | meaning |\n|---|---|---|\n| host | | where it is |';
    expect(converse('What is host?', document).answer).toBe('host: meaning where it is [guide.md:3]');
  });

  it('shows the code that a sentence introduces', () => {
    expect(converse('How do I start it?').answer).toBe('Start it so: [guide.md:10]\n\n    npm start');
  });

  it('answers in the order of the document, whichever statement is best', () => {
    const document = 'On a slow and spinning disk, entries live 2 days.\n\nEntries live 1 hour in memory.';
    expect(converse('How long do entries live?', document).answer).toBe(
      'On a slow and spinning disk, entries live 2 days. [guide.md:1]\n\nEntries live 1 hour in memory. [guide.md:3]',
    );
  });

  it('takes no bare code for an answer, unless the question is how to do it', () => {
    const document = '```sh\nstart --ttl 5\n```';
    expect(converse('What is the ttl?', document).answer).toBe('The documents do not say.');
    expect(converse('How do I start with a ttl?', document).answer).toBe('`start --ttl 5` [guide.md:2]');
  });

  it('says so when the documents hold no answer, and names the unknown words', () => {
    expect(converse('What does a unicorn cost?').answer).toBe(
      'The documents do not say. No document holds the word unicorn.',
    );
  });

  it('calculates what the question gives, without a search for it', () => {
    const { calls, answer } = converse('What is 20 % of 3600?');
    expect(calls).toEqual(['calculate']);
    expect(answer).toBe('20% * 3600 = 42');
  });

  it('calculates with a number of the documents', () => {
    const { calls, answer } = converse('What is 50% of maxEntries?');
    expect(calls).toEqual(['searchDocuments', 'readPassage', 'calculate']);
    expect(answer).toContain('50% * 10000 = 42');
    expect(answer).toContain('[guide.md:8]');
  });

  it('answers the last question, whatever was asked before', () => {
    const before: ChatMessage[] = [
      { role: 'user', content: 'What is 1 + 1?' },
      { role: 'assistant', content: '2' },
    ];
    const question: ChatMessage = { role: 'user', content: 'Is Redis optional?' };
    expect(plan([...before, question])).toEqual(plan([question]));
  });

  it('gives equal conversations equal messages', () => {
    expect(converse('Is Redis optional?')).toEqual(converse('Is Redis optional?'));
  });

  it('calls no tool that is not offered', () => {
    const messages: ChatMessage[] = [{ role: 'user', content: 'What is 1 + 1, and is Redis optional?' }];
    expect(planNextMessage(messages, new Set())).toEqual({ kind: 'answer', text: 'The documents do not say.' });
  });

  it('goes on when a tool answers with an error', () => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'What is 1 / 0?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: '1', type: 'function', function: { name: 'calculate', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: '1', content: '1 / 0 has no finite real value.' },
    ];
    expect(plan(messages)).toEqual({
      kind: 'answer',
      text: "That can't be calculated: 1 / 0 has no finite real value.",
    });
  });
});
