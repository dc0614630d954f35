/** Is it a setting or a variable whose value is likely to be a secret, by its name? */
export function isSecretName(name: string): boolean {
  return /passw|passphrase|secret|token|credential|api_?key|private_?key|access_?key|(?:^|_)(?:url|uri|dsn|auth|key|key_pem)$/i.test(
    name,
  );
}
