/** What a server is asked by. */
interface InfoClient {
  info(section: string): Promise<string>;
}

/** Milliseconds of processor time, user and system, since the server's start. */
export async function processorTimeOf(admin: InfoClient): Promise<number> {
  const info = await admin.info('cpu');
  const seconds = (name: string): number => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]);
  return 1_000 * (seconds('used_cpu_user') + seconds('used_cpu_sys'));
}
