/** The folder can't be used as documents. The message says why and what to do. */
export class DocumentsError extends Error {
  override readonly name = 'DocumentsError';
}
