import { createClient } from 'redis';

/** Runs commands on a server as somebody else, one after the other. @returns The last reply. */
export async function asAdmin(url: string, ...commands: readonly (readonly string[])[]): Promise<unknown> {
  const admin = createClient({ url });
  admin.on('error', () => {});
  await admin.connect();
  try {
    let reply: unknown;
    for (const command of commands) reply = await admin.sendCommand([...command]);
    return reply;
  } finally {
    admin.destroy();
  }
}
