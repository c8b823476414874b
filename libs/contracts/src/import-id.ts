/**
 * The id of the import of a file, out of the base64 of its SHA-256: the first 128 bits as a UUID of version 8 (RFC 9562), so
 * that whoever uploads a file can ask how far it is before the answer comes.
 */
export function importIdOf(sha256: string): string {
  const bytes = Buffer.from(sha256, 'base64').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
