import { maskMobile, maskNumber } from './masks';

it('numbers are masked so that one knows one’s own', () => {
  expect(maskNumber('11010519491231002X')).toBe('110105********002X');
  expect(maskNumber('E12345678')).toBe('E****5678');
  expect(maskNumber('1234')).toBe('****');
  expect(maskMobile('13812345678')).toBe('138****5678');
});
