/** A text that looks like PEM, in one line of YAML between double quotes. */
export function quotedPem(label: string, body = 'AAAA'): string {
  return JSON.stringify(pem(label, body));
}

/** A text that looks like PEM. */
export function pem(label: string, body = 'AAAA'): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
