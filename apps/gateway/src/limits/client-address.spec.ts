import { clientAddress } from './client-address';

describe('the address of a client', () => {
  const proxies = ['10.0.0.1', '10.0.0.2'];
  it.each([
    ['1.2.3.4', undefined, '1.2.3.4'],
    ['::ffff:1.2.3.4', undefined, '1.2.3.4'],
    ['1.2.3.4', '9.9.9.9', '1.2.3.4'],
    ['10.0.0.1', '9.9.9.9', '9.9.9.9'],
    ['10.0.0.1', 'forged, 9.9.9.9, 10.0.0.2', '9.9.9.9'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    [undefined, undefined, 'unknown'],
  ])('of socket %s with X-Forwarded-For %s is %s', (socket, forwarded, address) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(address);
  });
});
