import { randomBytes } from 'node:crypto';

import { addMinutes, epochOf, instant, type PersonRef } from '@open122/contracts';
import fc from 'fast-check';

import type { Principal } from './principal';
import { signPrincipal, verifyPrincipal } from './sign-principal';

const key = randomBytes(32);
const wallNow = instant('2026-01-01T00:00:00Z');
const citizen: Principal = {
  kind: 'person',
  person: 'p'.repeat(43) as PersonRef,
  account: 'a1',
  level: 'window',
};
const signed = (principal: Principal = citizen) =>
  signPrincipal(principal, { issuer: 'gateway', audience: 'licence', key, wallNow });
const checking = { audience: 'licence', wallNow, issuers: { gateway: key } } as const;
const invalid = expect.objectContaining({ code: 'principal.invalid', status: 401 });

describe('an internal principal', () => {
  it('is read back as it was signed', () => {
    expect(verifyPrincipal(signed(), checking)).toEqual({
      principal: citizen,
      until: epochOf(wallNow) + 60_000,
    });
  });

  it('takes its key as bytes or as base64url text', () => {
    expect(
      verifyPrincipal(signed(), { ...checking, issuers: { gateway: key.toString('base64url') } }).principal,
    ).toEqual(citizen);
  });

  it('is refused when it was made for another service', () => {
    expect(() => verifyPrincipal(signed(), { ...checking, audience: 'vehicle' })).toThrow(invalid);
  });

  it.each(['constructor', 'toString', '__proto__', 'vehicle'])(
    'is refused from an issuer called %s',
    (iss) => {
      const payload = Buffer.from(
        `{"iss":"${iss}","aud":"licence","exp":9e15,"principal":{"kind":"person"}}`,
      );
      expect(() => verifyPrincipal(`${payload.toString('base64url')}.x`, checking)).toThrow(invalid);
    },
  );

  it('is refused from its sixtieth second on, by wall time', () => {
    const before = { ...checking, wallNow: instant('2026-01-01T00:00:59.999Z') };
    expect(verifyPrincipal(signed(), before).principal).toEqual(citizen);
    expect(() => verifyPrincipal(signed(), { ...checking, wallNow: addMinutes(wallNow, 1) })).toThrow(
      invalid,
    );
  });

  it('is refused when another key signed it, or its issuer is unknown', () => {
    const other = randomBytes(32);
    expect(() => verifyPrincipal(signed(), { ...checking, issuers: { gateway: other } })).toThrow(invalid);
    expect(() => verifyPrincipal(signed(), { ...checking, issuers: { vehicle: key } })).toThrow(invalid);
  });

  it('lets a service speak for itself alone', () => {
    const own: Principal = { kind: 'service', service: 'licence', purpose: 'label' };
    const says = (principal: Principal) =>
      signPrincipal(principal, { issuer: 'licence', audience: 'identity', key, wallNow });
    const atIdentity = { audience: 'identity', wallNow, issuers: { licence: key } } as const;
    expect(verifyPrincipal(says(own), atIdentity).principal).toEqual(own);
    expect(() => verifyPrincipal(says(citizen), atIdentity)).toThrow(invalid);
    expect(() => verifyPrincipal(says({ ...own, service: 'vehicle' }), atIdentity)).toThrow(invalid);
  });

  it('is refused after any change of any character, and whatever else stands in its place', () => {
    const header = signed();
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.constantFrom(...'Aa0_-.'), (at, character) => {
        const forged = header.slice(0, at) + character + header.slice(at + 1);
        // The last character of base64url carries unused bits: only what decodes differently is a forgery.
        fc.pre(forged !== header);
        expect(() => verifyPrincipal(forged, checking)).toThrow(invalid);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => expect(() => verifyPrincipal(text, checking)).toThrow(invalid)),
    );
  });
});
