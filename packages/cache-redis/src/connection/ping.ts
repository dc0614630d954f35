import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import { isPassingReply, replyCode } from './reply-error.ts';
import { asErrorReply } from '../wire/error-reply.ts';
import type { Session } from './session.ts';

/** `refused`: the server is there, and says that it can't serve now. */
export type PingAnswer = 'well' | 'refused' | 'none';

/** A connection, as far as it can be asked whether it is well. */
export type Pinged = Pick<Session, 'ask' | 'heard' | 'heardAt' | 'isOpen' | 'meter'>;

/** Asks the server whether it is well. Bytes of another answer that come in meanwhile show that it is, too. Never rejects. */
export async function answersPing(session: Pinged, timeout: Milliseconds): Promise<PingAnswer> {
  const bytesBefore = session.meter?.bytesRead;
  try {
    await bounded(session.ask(['PING']), {
      milliseconds: timeout,
      unref: true,
      onTimeout: () => new Error('no answer'),
    });
    session.heard();
    return 'well';
  } catch (error) {
    const reply = asErrorReply(error);
    if (reply !== undefined) {
      session.heard();
      return isPassingReply(replyCode(reply)) ? 'refused' : 'well';
    }
    return session.isOpen && session.meter?.bytesRead !== bytesBefore ? 'well' : 'none';
  }
}
