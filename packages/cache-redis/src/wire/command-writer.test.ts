import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextContent } from '../codec/content.ts';
import { toBuffer } from './command-arguments.ts';
import { CommandWriter } from './command-writer.ts';
import { ReplyParser } from './reply-parser.ts';
import type { Reply } from './reply.ts';

const argument = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom('a', 'ü', '漢'), fc.constantFrom(0, 3, 5, 9, 50, 99, 5_000, 9_999, 22_000))
    .map(([unit, length]) => new TextContent(unit.repeat(length))),
  fc.integer({ min: 15_000, max: 40_000 }).map((length) => Buffer.alloc(length, length)),
);

it('writes any commands as lists of strings, in order, over any number of ticks', () => {
  const commands = fc.array(fc.array(argument, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(commands, fc.integer({ min: 1, max: 20 }), (written, perTick) => {
      const writer = new CommandWriter();
      const pieces: Buffer[] = [];
      const send = (): void => {
        const { pieces: newPieces, sent } = writer.take();
        pieces.push(...newPieces.map((piece) => Buffer.from(piece)));
        sent();
      };
      for (const [index, command] of written.entries()) {
        writer.write(command);
        if (index % perTick === 0) send();
      }
      send();
      expect(writer.take().pieces).toEqual([]);
      const read: Reply[] = [];
      const receiver = {
        takesItems: false,
        onItem: () => {},
        onReply: (reply: Reply) => void read.push(reply),
        onError: () => {},
        onFailed: () => {},
      };
      new ReplyParser(
        1_000_000,
        () => receiver,
        () => {},
      ).push(Buffer.concat(pieces), 0);
      expect(read).toEqual(
        written.map((command) =>
          command.map((each) => (typeof each === 'string' ? Buffer.from(each) : toBuffer(each))),
        ),
      );
    }),
  );
});
