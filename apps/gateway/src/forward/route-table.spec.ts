import { destinationOf } from './route-table';
import { targetOf } from './target';

const to = (path: string) => destinationOf(targetOf(path)?.segments ?? ['?']);

describe('the route table', () => {
  it.each([
    ['/v1/services/D1/eligibility', 'licence'],
    ['/v1/services/D1/applications', 'licence'],
    ['/v1/services/V1/applications', 'vehicle'],
    ['/v1/applications/HEL202611230000042', 'licence'],
    ['/v1/applications/HEL202611230000042/timeline', 'licence'],
    ['/v1/applications/HEV202611230000042/undo', 'vehicle'],
    ['/v1/ops/applications/HEV202611230000042/acceptance', 'vehicle'],
    ['/v1/ops/licence/applications', 'licence'],
    ['/v1/ops/vehicle/applications', 'vehicle'],
    ['/v1/me', 'identity'],
    ['/v1/me/addresses', 'identity'],
    ['/v1/me/licences', 'licence'],
    ['/v1/me/licences/0b9f', 'licence'],
    ['/v1/me/vehicles', 'vehicle'],
    ['/v1/me/standing', 'blacklist'],
    ['/v1/me/standing/appeals', 'blacklist'],
    ['/v1/me/handovers', 'fulfilment'],
    ['/v1/sms-codes', 'identity'],
    ['/v1/account/activation', 'identity'],
    ['/v1/account/registrations', 'identity'],
    ['/v1/account/password-resets', 'identity'],
    ['/v1/me/mobile', 'identity'],
    ['/v1/me/password', 'identity'],
    ['/v1/me/mobile-codes', 'identity'],
    ['/v1/me/sessions/x', 'identity'],
    ['/v1/sessions', 'identity'],
    ['/v1/sessions/refresh', 'identity'],
    ['/v1/sessions/current', 'identity'],
    ['/v1/staff-sessions', 'identity'],
    ['/v1/step-ups', 'identity'],
    ['/v1/step-ups/1/confirmation', 'identity'],
    ['/v1/windows', 'identity'],
    ['/v1/windows/registrations', 'identity'],
    ['/v1/ops/staff', 'identity'],
    ['/v1/ops/imports/licences', 'licence'],
    ['/v1/ops/imports/vehicles', 'vehicle'],
    ['/v1/ops/handovers/1/production', 'fulfilment'],
    ['/v1/ops/cash', 'fulfilment'],
    ['/v1/ops/standings/x', 'blacklist'],
    ['/v1/ops/standings/x/liftings', 'blacklist'],
    ['/v1/ops/liftings/x/decisions', 'blacklist'],
    ['/v1/ops/dead-letters/blacklist', 'blacklist'],
    ['/v1/ops/dead-letters/licence/7/replay', 'licence'],
    ['/v1/couriers/sandbox/callbacks', 'fulfilment'],
    ['/v1/sandbox/sms', 'identity'],
  ])('sends %s to %s', (path, service) => {
    expect(to(path)?.service).toBe(service);
  });

  it.each([
    '/internal/jwks',
    '/internal/directory/persons',
    '/internal/quiescence',
    '/health/ready',
    '/metrics',
    '/v1',
    '/v1/internal/jwks',
    '/v1/ME',
    '/V1/me',
    '/v1/me/unknown',
    '/v1/me/standing/x',
    '/v1/sessions/other',
    '/v1/couriers/sandbox',
    '/v1/couriers/sandbox/callbacks/x',
    '/v1/ops/identity/applications',
    '/v1/sandbox/clock/x',
  ])('sends %s nowhere', (path) => {
    expect(to(path)).toBeNull();
  });

  it('refuses a business or serial number that nobody owns', () => {
    expect(() => to('/v1/services/Z9/applications')).toThrow(
      expect.objectContaining({ code: 'business.unknown', status: 404 }),
    );
    for (const serial of ['HEX202611230000042', 'HEL1', 'x', 'hel202611230000042']) {
      expect(() => to(`/v1/applications/${serial}`)).toThrow(
        expect.objectContaining({ code: 'application.not-found', status: 404 }),
      );
    }
  });

  it('refuses dead letters of a service that is none', () => {
    for (const name of ['gateway', 'x', '7'])
      expect(() => to(`/v1/ops/dead-letters/${name}`)).toThrow(
        expect.objectContaining({ code: 'service.unknown', status: 404 }),
      );
  });

  it('knows the routes with manners of their own', () => {
    expect(to('/v1/sessions')).toMatchObject({ signsIn: true });
    expect(to('/v1/sessions/current')?.signsIn).toBeUndefined();
    expect(to('/v1/sandbox/sms')).toMatchObject({ sandbox: true });
    expect(to('/v1/couriers/sandbox/callbacks')).toMatchObject({ courier: true, values: ['sandbox'] });
    expect(to('/v1/ops/imports/licences')?.bodyLimit).toBe(2 ** 30);
    expect(to('/v1/services/D1/applications')).toMatchObject({ bodyLimit: 2 ** 20, values: ['D1'] });
  });
});
