/**
 * What every answer of the platform's door says, a problem of whatever kind included: no browser guesses at its type, tells others
 * where it was, comes without TLS once it has come with it, or shows the answer as a page or in a frame.
 */
export const ON_EVERY_ANSWER = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
} as const;
