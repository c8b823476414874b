import type { OpenAPIObject } from '@nestjs/swagger';

import { merged } from './merge';

const part = (service: string, paths: object, schemas: object = {}) => ({
  service,
  document: { openapi: '3.1.0', paths, components: { schemas } } as never as OpenAPIObject,
});
const head = {
  openapi: '3.1.0',
  info: { title: 'open122', version: '1' },
  paths: {},
  components: {},
} as OpenAPIObject;
const show = (schema: string) => ({ get: { schema: { $ref: `#/components/schemas/${schema}` } } });

describe('the document of the whole platform', () => {
  it('has the operations of all services, those of several owners once', () => {
    const application = { get: { summary: 'application' } };
    const whole = merged(head, [
      part('licence', { '/v1/me/licences': { get: {} }, '/v1/applications/{serial}': application }),
      part('vehicle', { '/v1/me/vehicles': { get: {} }, '/v1/applications/{serial}': application }),
    ]);
    expect(Object.keys(whole.paths)).toEqual([
      '/v1/applications/{serial}',
      '/v1/me/licences',
      '/v1/me/vehicles',
    ]);
    expect(whole).not.toHaveProperty('x-missing');
  });

  it('keeps apart what two services name alike', () => {
    const whole = merged(head, [
      part('licence', { '/v1/a': show('View') }, { View: { type: 'object' }, Same: { type: 'string' } }),
      part('vehicle', { '/v1/b': show('View') }, { View: { type: 'array' }, Same: { type: 'string' } }),
    ]);
    expect(whole.components?.schemas).toEqual({
      View: { type: 'object' },
      Same: { type: 'string' },
      VehicleView: { type: 'array' },
    });
    expect(whole.paths['/v1/b']).toEqual(show('VehicleView'));
  });

  it('names the services whose part is missing', () => {
    const whole = merged(head, [part('licence', {}), { service: 'vehicle', document: null }]);
    expect(whole).toMatchObject({ 'x-missing': ['vehicle'] });
  });
});
