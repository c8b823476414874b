import { addMinutes, instant, type PersonRef } from '@open122/contracts';
import { aFakeClock } from '@open122/testkit';
import type { FastifyRequest } from 'fastify';

import type { Principal } from './principal';
import { SignedPrincipals } from './principals';
import { PRINCIPAL_HEADER, signPrincipal } from './sign-principal';

const key = Buffer.alloc(32, 7);
const citizen: Principal = {
  kind: 'person',
  person: 'p'.repeat(43) as PersonRef,
  account: 'a1',
  level: 'window',
};
const invalid = expect.objectContaining({ code: 'principal.invalid' });
const asking = (header?: string) =>
  ({ headers: { ...(header && { [PRINCIPAL_HEADER]: header }) } }) as unknown as FastifyRequest;

test('a header that comes again is believed until it expires, and no longer', () => {
  const clock = aFakeClock();
  const principals = new SignedPrincipals('licence', { gateway: key }, clock);
  const header = signPrincipal(citizen, {
    issuer: 'gateway',
    audience: 'licence',
    key,
    wallNow: clock.wall(),
  });
  const first = principals.of(asking(header));
  expect(first).toEqual(citizen);
  expect(principals.of(asking(header))).toBe(first);
  clock.pass(59_999);
  expect(principals.of(asking(header))).toBe(first);
  clock.pass(1);
  expect(() => principals.of(asking(header))).toThrow(invalid);
});

test('what was refused is refused again; nobody is anonymous', () => {
  const principals = new SignedPrincipals('licence', { gateway: key }, aFakeClock());
  const wallNow = addMinutes(instant('2020-01-01T00:00:00Z'), 0);
  const old = signPrincipal(citizen, { issuer: 'gateway', audience: 'licence', key, wallNow });
  for (const header of [old, old, `${old}x`]) expect(() => principals.of(asking(header))).toThrow(invalid);
  expect(principals.of(asking())).toEqual({ kind: 'anonymous' });
});
