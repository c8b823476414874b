import { decodeCursor, encodeCursor, pageOf } from './paging';

describe('a page', () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];

  it('names the next one when a row more than its limit was read', () => {
    const page = pageOf(rows, 2, ({ id }) => [id]);
    expect(page.items).toEqual([{ id: 1 }, { id: 2 }]);
    expect(decodeCursor(page.next ?? undefined, 1)).toEqual([2]);
  });

  it('is the last one otherwise', () => {
    expect(pageOf(rows, 3, ({ id }) => [id]).next).toBeNull();
    expect(pageOf([], 3, () => []).next).toBeNull();
  });

  it.each([
    'x',
    '',
    encodeCursor([1]),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[{},1]').toString('base64url'),
  ])('refuses the foreign cursor %j', (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(
      expect.objectContaining({ code: 'request.invalid-cursor' }),
    );
  });

  it('starts at the beginning without a cursor', () => {
    expect(decodeCursor(undefined, 2)).toBeNull();
  });
});
