/**
 * A server's error reply, without what it quotes: an unknown (renamed, forbidden) command comes back with its arguments,
 * which may be a value or a password.
 */
export function safeReplyText(text: string): string {
  return text.replace(/,? with args.*$/s, '').slice(0, 500);
}
