import fc from 'fast-check';

import { targetOf } from './target';

describe('the target of a request', () => {
  it('is read in its one spelling', () => {
    expect(targetOf('/v1/services/D1/applications?cursor=a%2Fb&limit=5')).toEqual({
      segments: ['v1', 'services', 'D1', 'applications'],
      path: '/v1/services/D1/applications',
      query: '?cursor=a%2Fb&limit=5',
    });
    expect(targetOf('/%76%31/me')?.path).toBe('/v1/me');
    expect(targetOf('/v1/me/vehicles/%E5%86%80A12345')?.segments[3]).toBe('冀A12345');
  });

  it.each([
    '',
    '*',
    'v1/me',
    'http://licence/v1/me',
    '//v1/me',
    '/v1//me',
    '/v1/me/',
    '/v1/./me',
    '/v1/../internal/quiescence',
    '/v1/%2e%2e/internal/quiescence',
    '/v1/me/%2E%2E/%2e%2e/internal',
    '/v1/.%2e/internal',
    '/v1%2Fme',
    '/v1/me%2flicences',
    '/v1/me%5Clicences',
    '/v1/me\\licences',
    '/v1/me;a=b/licences',
    '/v1/me%3Ba=b/licences',
    '/v1/me%252Flicences',
    '/v1/%252e%252e/internal',
    '/v1/me%00',
    '/v1/me%0d%0aX-Principal:x',
    '/v1/me%20',
    '/v1/me%E2%80%AE',
    '/v1/me%',
    '/v1/me%zz',
    '/v1/me%C0%AE',
    '/v1/me#x',
    '/v1/me?a#b',
    '/v1/me?a b',
    '/v1/冀',
  ])('is refused when there is anything strange about it: %j', (rawUrl) => {
    expect(targetOf(rawUrl)).toBeNull();
  });

  it('never lets more than one layer of encoding or a climbing segment through', () => {
    const piece = fc.constantFrom(
      'v1',
      'me',
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '%2f',
      '/',
      '//',
      ';',
      '%5c',
      '%25',
      'internal',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = targetOf(`/${pieces.join('')}`);
        if (target === null) return;
        expect(target.path).toMatch(/^(\/[^/]+)+$/);
        expect(targetOf(target.path)).toEqual({ ...target, query: '' });
        expect(new URL(target.path, 'http://x').pathname).toBe(target.path);
      }),
      { numRuns: 3_000 },
    );
  });
});
