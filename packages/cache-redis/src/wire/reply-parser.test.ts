import fc from 'fast-check';
import { ErrorReply } from 'redis';
import { describe, expect, it } from 'vitest';
import { ReplyParser } from './reply-parser.ts';
import type { Reply } from './reply.ts';

/** A reply and its bytes. */
interface Sample {
  readonly bytes: Buffer;
  /** As `shown` shows it. */
  readonly meaning: unknown;
}

function sample(text: string, meaning: unknown): Sample {
  return { bytes: Buffer.from(text), meaning };
}

function bulk(mark: string, content: Uint8Array, meaning: unknown): Sample {
  return { bytes: Buffer.concat([Buffer.from(`${mark}${content.length}\r\n`), content, Buffer.from('\r\n')]), meaning };
}

function list(mark: string, items: readonly Sample[]): Sample {
  const size = mark === '%' ? items.length / 2 : items.length;
  const bytes = Buffer.concat([Buffer.from(`${mark}${size}\r\n`), ...items.map((item) => item.bytes)]);
  return { bytes, meaning: items.map((item) => item.meaning) };
}

const line = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
const single = fc.oneof(
  line.map((text) => sample(`+${text}\r\n`, text)),
  line.map((text) => sample(`-ERR ${text}\r\n`, { error: `ERR ${text}` })),
  fc.integer().map((number) => sample(`:${number}\r\n`, number)),
  fc.constant(sample('_\r\n', null)),
  fc.constant(sample('$-1\r\n', null)),
  fc.boolean().map((is) => sample(is ? '#t\r\n' : '#f\r\n', is ? 1 : 0)),
  fc.constant(sample(',1.5\r\n', '1.5')),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => bulk('$', bytes, { bytes: [...bytes] })),
  fc
    .uint8Array({ maxLength: 60 })
    .map((bytes) => bulk('=', Buffer.concat([Buffer.from('txt:'), bytes]), { bytes: [...bytes] })),
  line.map((text) => bulk('!', Buffer.from(`ERR ${text}`), { error: `ERR ${text}` })),
);
const { value: reply } = fc.letrec<{ value: Sample }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    single,
    fc.array(tie('value'), { maxLength: 4 }).map((items) => list('*', items)),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => list('~', items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 }).map((pairs) => list('%', pairs.flat())),
  ),
}));
const push = fc.array(single, { minLength: 1, maxLength: 3 }).map((items) => list('>', items).bytes);

function shown(value: Reply): unknown {
  if (Buffer.isBuffer(value)) return { bytes: [...value] };
  if (value instanceof ErrorReply) return { error: value.message };
  return Array.isArray(value) ? (value as readonly Reply[]).map(shown) : value;
}

/** What a parser tells of these bytes, cut into pieces. */
function told(bytes: Buffer, cuts: readonly number[], takesItems = false, largest = 1_000): unknown[] {
  const replies: unknown[] = [];
  let items: unknown[] = [];
  const receiver = {
    takesItems,
    onItem: (index: number, item: Reply) => {
      expect(index).toBe(items.length);
      items.push(shown(item));
    },
    onReply: (value: Reply) => {
      replies.push(takesItems && Array.isArray(value) ? items : shown(value));
      items = [];
    },
    onError: (error: ErrorReply) => replies.push(shown(error)),
    onFailed: () => {},
  };
  const parser = new ReplyParser(
    largest,
    () => receiver,
    () => {},
  );
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  );
  // Copied: what is told lies in memory that is used again.
  for (const [index, from] of places.entries()) {
    if (index < places.length - 1) parser.push(Buffer.from(bytes.subarray(from, places[index + 1])), 0);
  }
  return replies;
}

/** What a parser tells of these bytes, or throws. */
function outcome(bytes: Buffer, cuts: readonly number[]): unknown {
  try {
    return told(bytes, cuts);
  } catch (error) {
    return error;
  }
}

describe('ReplyParser', () => {
  it('tells every reply, in order, however the bytes are cut, and no message that nobody asked for', () => {
    const messages = fc.array(fc.tuple(reply, fc.option(push)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (samples, cuts, takesItems) => {
        const bytes = Buffer.concat(
          samples.flatMap(([{ bytes: own }, pushed]) => (pushed === null ? [own] : [own, pushed])),
        );
        expect(told(bytes, cuts, takesItems)).toEqual(samples.map(([{ meaning }]) => meaning));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads past a string that is too large, without keeping it', () => {
    const bytes = Buffer.concat([
      list('*', [bulk('$', Buffer.alloc(5_000), 0), sample(':7\r\n', 7)]).bytes,
      Buffer.from('+OK\r\n'),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (cuts) => {
        expect(told(bytes, cuts, false, 100)).toEqual([[{ bytes: [] }, 7], 'OK']);
      }),
    );
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n', '$x\r\n', '$-2\r\n', '*1\r\n'.repeat(20), 'x'.repeat(70_000)])(
    'does not go on after what is no reply: %s',
    (text) => {
      expect(() => told(Buffer.from(text), [])).toThrow(Error);
    },
  );

  it('tells something or throws an Error, whatever comes in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        const found = outcome(Buffer.from(bytes), cuts);
        expect(Array.isArray(found) || found instanceof Error).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
