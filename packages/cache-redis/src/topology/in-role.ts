import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import { callPlace } from '../calls/call.ts';
import type { Session } from '../connection/session.ts';

/**
 * A new session, once its server plays this role: as a master, or as a replica that lets itself be read.
 *
 * @throws Error if it does not, or says nothing in time; the session is ended then.
 */
export async function inRole(role: 'master' | 'replica', session: Session, timeout: Milliseconds): Promise<Session> {
  try {
    const work: Promise<unknown> = role === 'master' ? checkMaster(session) : session.ask(['READONLY']);
    await bounded(work, {
      milliseconds: timeout,
      unref: true,
      onTimeout: () => new Error('no answer about its role'),
    });
    return session;
  } catch (error) {
    session.end((call) => new CacheUnavailableError('the connection was not used', callPlace(call, false)));
    throw error;
  }
}

async function checkMaster(session: Session): Promise<void> {
  const reply = await session.ask(['ROLE']);
  const role = Array.isArray(reply) ? String(reply[0]) : '';
  if (role !== 'master')
    throw new Error(`it is no master (${role}), though the Sentinels say so; a failover is under way`);
}
